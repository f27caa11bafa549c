using StageTools.Core.Tests.Servers;
using StageTools.Core.Tests.Statements.Running;
using StageTools.Core.Tests.Storage.Buckets;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Folders;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Transfer;

/// <summary>A copy is of what was there when it began, and never of its own files.</summary>
public sealed class OverlapTests(TestBucket bucket) : BucketTests(bucket)
{
    private const int Files = 1_300;

    private readonly TestFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("", "backup")]
    [InlineData("", "a/b/c")]
    [InlineData("a", "a/backup")]
    [InlineData("a*", "a/backup")]
    [InlineData("*", "backup")]
    public async Task A_folder_in_what_is_copied_is_refused(string keys, string target)
    {
        _folder.Write("a/b/c/1.txt");
        _folder.Write("2.txt");
        await Folder.PutAllAsync(["a/b/c/1.txt", "2.txt"]);
        var nested = new FileStore(_folder.Folder(target));
        foreach (var (from, to, at) in ((IStore, IStore, string)[])[
            (_folder.InStage("s"), _folder.InStage("s"), target), (_folder.Place, _folder.InStage("s"), target), (_folder.InStage("s"), _folder.Place, target),
            (_folder.InStage("s"), nested, ""), (LinkTo(_folder), nested, ""), (Folder.Place, Folder.Place, target), (Folder.Place, Inner(target), "")])
        {
            (await StageErrorCode.PathInvalid.ShouldFailAsync(() => Copies.Select(from, keys, recurse: true, to, at).RunAsync())).Message.ShouldContain("copied again");
        }

        _folder.Files.ShouldBe(["2.txt", "a/b/c/1.txt"], ignoreOrder: true);
        (await Folder.KeysAsync()).ShouldBe(["2.txt", "a/b/c/1.txt"]);
    }

    [Fact]
    public async Task A_bucket_that_is_reached_by_two_addresses_is_copied_once()
    {
        var keys = Enumerable.Range(0, Files).Select(static n => $"{(char)('a' + (n % 3))}/{n % 7}/{n:0000}").ToList();
        await Folder.PutAllAsync(keys);
        var other = Folder.Open(("endpoint_url", S3Server.Required.Endpoint.AbsoluteUri));
        (await Copies.Select(Folder.Place, "", recurse: true, other, "b/copy").RunAsync()).ShouldAllBe(static copy => copy.Status == CopyStatus.Copied);
        (await Folder.KeysAsync()).ShouldBe(keys.Concat(keys.Select(static key => "b/copy/" + key)), ignoreOrder: true);
    }

    [Theory]
    [InlineData("COPY FILES INTO @s/a/z FROM @s PATTERN = '.*'", false)]
    [InlineData("COPY FILES INTO @s/a/z FROM @s PATTERN = 'a/[0-9]/.*'", true)]
    [InlineData("COPY FILES INTO @s/a/z FROM 'stage://s/**' PATTERN = '.*'", false)]
    [InlineData("COPY FILES INTO @s/a/z FROM @s", false)]
    [InlineData("COPY FILES INTO @s/a/z FROM @inner", false)]
    [InlineData("GET @s 'stage/a/z'", false)]
    [InlineData("GET @s 'stage/a/z' PATTERN = '.*'", false)]
    [InlineData("PUT 'stage/a' @s", true)]
    [InlineData("PUT 'stage' @inner/0", false)]
    public async Task Statements_copy_what_was_there_when_they_began(string sql, bool isDone)
    {
        using var run = new TestRun();
        var keys = Enumerable.Range(0, 2_000).Select(static n => $"a/{n % 3}/{n:0000}").ToList();
        foreach (var key in keys)
            run.Folder.Write("here/stage/" + key, key);
        await run.Stages.CreateExternalAsync("s", "here/stage");
        await run.Stages.CreateExternalAsync("inner", "here/stage/a");
        if (isDone)
            (await run.RunAsync(sql)).Rows.Count.ShouldBe(keys.Count);
        else
            (await run.ShouldFailAfterRowsAsync(StageErrorCode.PathInvalid, sql)).Read.Rows.ShouldBeEmpty();
        (await run.Stages.ListAsync("@s")).Count.ShouldBe(isDone ? 2 * keys.Count : keys.Count);
    }

    [Fact]
    public async Task A_prefix_without_a_slash_takes_in_the_folder_that_begins_so()
    {
        using var run = new TestRun();
        await run.Stages.CreateAsync("s");
        await run.Stages.WriteAsync("s", "ba.txt", "x");
        await run.ShouldFailAfterRowsAsync(StageErrorCode.PathInvalid, "COPY FILES INTO @s/backup FROM @s/ba");
        (await run.RunAsync("COPY FILES INTO @s/copy FROM @s/ba")).Rows.Count.ShouldBe(1);
        (await run.Stages.ListAsync("@s")).ShouldBe(["ba.txt", "copy/ba.txt"]);
    }

    [Theory]
    [InlineData("*.txt", false, "old")]
    [InlineData("*.txt", true, "old")]
    [InlineData("*/*.txt", false, "old")]
    [InlineData("*/*.txt", true, "old")]
    [InlineData("[a-f]/**/*.txt", true, "old")]
    public async Task A_wildcard_that_does_not_find_the_copies_copies_into_its_folder(string keys, bool recurse, string target)
    {
        await Folder.PutAllAsync(["1.txt", "a/2.txt"]);
        foreach (var existing in (IfFileExists[])[IfFileExists.Fail, IfFileExists.Replace])
        {
            var copies = await Copies.Select(Folder.Place, keys, recurse, Folder.Place, target).RunAsync(existing);
            copies.ShouldHaveSingleItem().Status.ShouldBe(CopyStatus.Copied);
        }
    }

    [Theory]
    [InlineData("**/*.txt", false, "old")]
    [InlineData("**/*.txt", true, "old")]
    [InlineData("a/**", false, "a/b/old")]
    [InlineData("a*/a*", true, "a")]
    public async Task A_wildcard_that_finds_the_copies_too_is_refused(string keys, bool recurse, string target)
    {
        string[] there = ["1.txt", "a/2.txt", "a/a/3.txt", "a/b/4.txt"];
        await Folder.PutAllAsync(there);
        await StageErrorCode.PathInvalid.ShouldFailAsync(() => Copies.Select(Folder.Place, keys, recurse, Folder.Place, target).RunAsync());
        (await Folder.KeysAsync()).ShouldBe(there);
    }

    [Fact]
    public async Task A_folder_is_copied_up_into_the_one_that_holds_it()
    {
        await Folder.PutAllAsync(["in/in/1.txt", "in/2.txt"]);
        (await Copies.Select(Folder.Place, "in", recurse: true, Folder.Place).RunAsync()).Count.ShouldBe(2);
        (await Folder.KeysAsync()).ShouldBe(["2.txt", "in/1.txt", "in/2.txt", "in/in/1.txt"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(ListedFirst.MostInMemory)]
    [InlineData((2 * ListedFirst.MostInMemory) + 3)]
    public async Task Files_are_given_as_they_were_found_after_the_last_was(int count)
    {
        var files = Enumerable.Range(0, count).Select(static n => new StoreItem($"é😀/{n}", n, DateTimeOffset.UnixEpoch.AddTicks(n))
        {
            ETag = n % 2 == 0 ? null : $"e{n}",
            MD5 = n % 3 == 0 ? "" : null,
            StorageClass = n % 5 == 0 ? "STANDARD" : null,
            Error = n % 7 == 6 ? new StageException(StageErrorCode.AccessDenied, $"{n} cannot be read.") : null,
        }).ToList();
        var isDone = false;
        var given = new List<StoreItem>();
        await foreach (var file in ListedFirst.AfterAllAsync(Found(), Token))
        {
            isDone.ShouldBeTrue();
            given.Add(file);
        }

        given.Select(static file => (file with { Error = null }, file.Error?.Code, file.Error?.Message))
            .ShouldBe(files.Select(static file => (file with { Error = null }, file.Error?.Code, file.Error?.Message)));

        async IAsyncEnumerable<StoreItem> Found()
        {
            await Task.Yield();
            foreach (var file in files)
                yield return file;
            isDone = true;
        }
    }

    private FileStore LinkTo(TestFolder folder)
    {
        var link = _folder.Path + "-link";
        if (!Directory.Exists(link))
            Directory.CreateSymbolicLink(link, folder.Path);
        return FileStore.Local(link);
    }

    private BucketStore Inner(string target) => new(Folder.Store.Bucket with { Prefix = $"{Folder.Prefix}{target}/" });
}
