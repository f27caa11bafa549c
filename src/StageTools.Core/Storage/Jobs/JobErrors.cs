namespace StageTools.Storage.Jobs;

/// <summary>What is said of jobs that are in each other's way, or cannot be ended.</summary>
internal static class JobErrors
{
    /// <summary>Another job writes to the same place, or may.</summary>
    public static StageException Busy(IStore store, JobName job, JobSign sign)
    {
        var shown = store.Show(job.Folder);
        var who = sign.Owner is { } owner ? $" ({owner.By}, since {owner.Since:yyyy-MM-dd HH:mm:ss'Z'})" : string.Empty;
        var until = sign.Until is { } end
            ? $"; it gave no sign of life lately, and if it gives none until {end:yyyy-MM-dd HH:mm:ss'Z'} it is dead, and the next export takes "
                + "back what it left"
            : string.Empty;
        var advice = sign.Until is null ? "wait until it has ended, or write to another folder" : "run this again then, or write to another folder";
        return StageErrorCode.TargetBusy.Error($"Another export writes to '{shown}'{who}{until}; {advice}.", shown);
    }

    /// <summary>Somebody took away a file that had no name yet.</summary>
    public static StageException Removed(IStore store, StageKey key) => StageErrorCode.StoreUnavailable.Error(
        $"'{store.Show(key)}' was taken away by somebody before it was there; run the export again.", store.Show(key));

    /// <summary>A dead job's list is a newer version's, not whole, or speaks of what is not the job's.</summary>
    public static StageException Unread(IStore store, JobName job) => StageErrorCode.DataInvalid.Error(
        $"'{store.Show(job.List)}', where a killed export wrote down its files, cannot be read, so nothing was taken back of it: use the version of "
            + "StageTools that wrote it, or remove it once you have seen that no file of that export is there.",
        store.Show(job.List));

    /// <summary>A dead job has replaced some files, and what was to replace the others is gone.</summary>
    public static StageException HalfReplaced(IStore store, JobName job) => StageErrorCode.StoreUnavailable.Error(
        $"An export to '{store.Show(job.Folder)}' was killed while it replaced files, and some of its own were taken away by somebody since: what is "
            + "there is of both. Run the export again, so that it replaces all of them.",
        store.Show(job.Folder));
}
