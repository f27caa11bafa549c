using System.Runtime.CompilerServices;

namespace StageTools.Core.Tests;

/// <summary>What a test waits for comes by a deadline, or the test fails: one that waited for ever would take the whole suite with it.</summary>
internal static class Waiting
{
    /// <summary>Waits until something holds.</summary>
    public static Task UntilAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        UntilAsync(() => Task.FromResult(holds()), what);

    /// <summary>Waits until something holds that is asked for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        for (var until = DateTime.UtcNow + Child.Deadline; !await holds(); await Task.Delay(5, TestContext.Current.CancellationToken))
            DateTime.UtcNow.ShouldBeLessThan(until, what);
    }

    /// <summary>Waits for what another task of the test reaches.</summary>
    public static Task ReachedAsync(this TaskCompletionSource reached) => reached.Task.WaitAsync(Child.Deadline, TestContext.Current.CancellationToken);
}
