namespace StageTools.Storage.Buckets.Services;

/// <summary>The answers that wait for somebody to read them: each holds a line, so there are no more than some.</summary>
/// <param name="most">How many may wait.</param>
internal sealed class HeldAnswers(int most)
{
    private int _held;

    /// <summary>Leave to keep an answer open that nobody reads yet, until that is disposed; null when enough are open.</summary>
    public IDisposable? TryHold()
    {
        if (Interlocked.Increment(ref _held) <= most)
        {
            return new Hold(this);
        }

        Interlocked.Decrement(ref _held);
        return null;
    }

    private sealed class Hold(HeldAnswers answers) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            {
                Interlocked.Decrement(ref answers._held);
            }
        }
    }
}
