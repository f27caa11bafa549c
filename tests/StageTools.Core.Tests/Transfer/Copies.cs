using StageTools.Paths;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Transfer;

/// <summary>What tests do with copies, in one line each.</summary>
internal static class Copies
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<List<StageCopy>> RunAsync(this IAsyncEnumerable<CopyItem> items, IfFileExists existing = IfFileExists.Fail) =>
        new CopyJob(new CopyOptions { Existing = existing }).RunAsync(items, Token).ToListAsync();

    /// <summary>All files of one place into another.</summary>
    public static IAsyncEnumerable<CopyItem> All(Place from, Place to, string target = "") =>
        CopyPlan.Folder(from, StageKey.Root, to, StageKey.Parse(target), Token);

    public static IAsyncEnumerable<CopyItem> Select(Place from, string keys, bool recurse, Place to, string target = "", bool targetIsFolder = true) =>
        CopyPlan.Select(from, KeySelection.Parse(keys, isLiteral: false), recurse, to, StageKey.Parse(target), targetIsFolder, Token);

    public static IEnumerable<CopyStatus> Statuses(this IEnumerable<StageCopy> copies) =>
        copies.OrderBy(static copy => copy.Source, StringComparer.Ordinal).Select(static copy => copy.Status);
}
