using StageTools.Errors;

namespace StageTools.Statements.Running.Results;

/// <summary>What became of many files: how many were done, how many were not, and why the first was not.</summary>
internal sealed class FileOutcomes
{
    private long _done;
    private long _failed;
    private StageException? _first;

    /// <summary>How many were done; may be read while others are counted.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>Counts a file.</summary>
    /// <param name="error">Why it was not done; null when it was.</param>
    public void Count(StageException? error)
    {
        _first ??= error;
        _ = error is null ? Interlocked.Increment(ref _done) : ++_failed;
    }

    /// <summary>Fails when not all were done: with the one file's error, or with how many there were and the first one's.</summary>
    /// <param name="done">What was to be done with them: <c>copied</c>, <c>removed</c>.</param>
    public void Require(string done)
    {
        if (_first is not null)
        {
            throw _done + _failed == 1
                ? _first
                : _first.Reworded(words => $"{_failed} of {_done + _failed} files were not {done}; the first: {words}", _first.Target, _first);
        }
    }
}
