using System.Runtime.InteropServices;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>A folder that may not be read is one error; what lies beside it is listed.</summary>
public sealed partial class UnreadableFolderTests : IDisposable
{
    private const int Nobody = 65534;

    private readonly TestFolder _folder = new();

    public UnreadableFolderTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "permissions as Linux has them");
        foreach (var key in (string[])["2025/a.csv", "2026/a.csv", "2026/closed/b.csv", "2026/open/c.csv"])
            _folder.Write(key);
        if (OperatingSystem.IsWindows())
            return;
        foreach (var folder in Directory.GetDirectories(_folder.Path, "*", SearchOption.AllDirectories).Append(_folder.Path))
            File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("755", 8));
        File.SetUnixFileMode(_folder.At("2026/closed"), UnixFileMode.None);
    }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(_folder.At("2026/closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _folder.Dispose();
    }

    [Fact]
    public void It_is_told_and_the_rest_is_listed()
    {
        var (keys, errors) = List("");
        keys.ShouldBe(["2025/a.csv", "2026/a.csv", "2026/open/c.csv"]);
        var error = errors.ShouldHaveSingleItem();
        error.Code.ShouldBe(StageErrorCode.AccessDenied);
        error.Message.ShouldContain("2026/closed");
        error.Message.ShouldNotContain("/proc");
    }

    [Theory]
    [InlineData("2025", 0)]
    [InlineData("2025/*.csv", 0)]
    [InlineData("2026/*.csv", 0)]
    [InlineData("*/*.csv", 0)]
    [InlineData("2026/o*/*.csv", 0)]
    [InlineData("2026/*/*.csv", 1)]
    [InlineData("*/c*/*.csv", 1)]
    [InlineData("**/*.csv", 1)]
    [InlineData("2026/c*", 1)]
    [InlineData("2026", 1)]
    public void A_selection_is_told_of_it_only_if_it_may_hold_what_is_selected(string keys, int told) => List(keys).Errors.Count.ShouldBe(told);

    [Fact]
    public void Who_cannot_read_less_than_was_named_is_refused() => AsNobody(() =>
        Should.Throw<StageException>(() => new FileSet(_folder.Store, KeySelection.Parse("2026", isLiteral: true)).ListAsync(TestContext.Current.CancellationToken).ToBlockingEnumerable().ToList())
            .Code.ShouldBe(StageErrorCode.AccessDenied));

    [Fact]
    public void One_that_was_named_itself_is_refused() => AsNobody(() =>
        Should.Throw<StageException>(() => _folder.Store.ListAsync("2026/closed/", TestContext.Current.CancellationToken).ToBlockingEnumerable().ToList())
            .Code.ShouldBe(StageErrorCode.AccessDenied));

    private (List<string> Keys, List<StageException> Errors) List(string keys)
    {
        var errors = new List<StageException>();
        List<string> found = [];
        AsNobody(() => found = [.. new FileSet(_folder.Store, KeySelection.Parse(keys, isLiteral: false)).ListAsync(TestContext.Current.CancellationToken, errors.Add)
            .ToBlockingEnumerable().Select(static item => item.Key)]);
        return (found, errors);
    }

    /// <summary>Root may read everything: for the file system this thread is somebody else meanwhile.</summary>
    private static void AsNobody(Action work)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            work();
            return;
        }

        var before = SetUser(Nobody);
        try
        {
            work();
        }
        finally
        {
            _ = SetUser(before);
        }
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetUser(int user);
}
