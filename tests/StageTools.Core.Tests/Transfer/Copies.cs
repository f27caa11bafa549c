using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Transfer;

/// <summary>What tests do with copies, in one line each.</summary>
internal static class Copies
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<List<StageCopy>> RunAsync(this IAsyncEnumerable<CopyItem> items, IfFileExists existing = IfFileExists.Fail) =>
        new CopyJob(new CopyOptions { Existing = existing }).RunAsync(items, Token).ToListAsync();

    /// <summary>All files of one place into another.</summary>
    public static IAsyncEnumerable<CopyItem> All(IStore from, IStore to, string target = "") => Folder(from, "", to, target);

    public static IAsyncEnumerable<CopyItem> Folder(IStore from, string folder, IStore to, string target = "") =>
        CopyPlan.Folder(from, StageKey.Parse(folder), new Target(to, StageKey.Parse(target), IsFolder: true), Token);

    public static IAsyncEnumerable<CopyItem> Select(IStore from, string keys, bool recurse, IStore to, string target = "", bool targetIsFolder = true) =>
        CopyPlan.Select(
            new FileSet(from, KeySelection.Parse(keys, isLiteral: false)) { Recurse = recurse }, new Target(to, StageKey.Parse(target), targetIsFolder), Token);

    public static IEnumerable<CopyStatus> Statuses(this IEnumerable<StageCopy> copies) =>
        copies.OrderBy(static copy => copy.Source, StringComparer.Ordinal).Select(static copy => copy.Status);
}
