using System.Diagnostics;

namespace StageTools.Core.Worker;

/// <summary>Counts what is asked of a store, before and after each, and kills the process at one of them: SIGKILL.</summary>
/// <param name="last">At which; 0 for none.</param>
/// <param name="refusal">What is thrown there; null where the process is killed.</param>
internal sealed class Steps(int last, Exception? refusal = null)
{
    private int _count;

    public int Count => _count;

    public void Step()
    {
        if (Interlocked.Increment(ref _count) == last)
        {
            if (refusal is not null)
                throw refusal;
            using var self = Process.GetCurrentProcess();
            self.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }

    public async Task<T> AroundAsync<T>(Func<Task<T>> work)
    {
        Step();
        var result = await work();
        Step();
        return result;
    }

    public async Task AroundAsync(Func<Task> work)
    {
        Step();
        await work();
        Step();
    }
}
