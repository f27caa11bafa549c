using System.Text;
using StageTools.Core.Tests.Servers;
using StageTools.Core.Tests.Statements.Running;
using StageTools.Core.Tests.Transfer;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>Objects that other programs called as no path is written: none is passed over, and none is taken for another.</summary>
public sealed class OddKeyTests(TestBucket bucket) : BucketTests(bucket)
{
    private static readonly string[] Plain = ["a", "a/b", "dir/x.txt", "x.txt"];

    private static readonly string[] Odd =
    [
        "", "/", "//", "/a", "//a", "/a/b", "a/", "a//", "a//b", "a//b/", "dir/", "dir//x.txt", ".", "..", "./a", "../a", "../../x.txt", "a/.", "a/..", "a/./b", "a/../b", "dir/../x.txt",
        "%2e%2e/a", "a/%2E/b", "/..", "../", ".//a", "dir/..//", "/x.txt", "x.txt/",
    ];

    private static IEnumerable<string> All => Plain.Concat(Odd);

    [Fact]
    public async Task Every_object_is_listed_however_the_pages_fall()
    {
        await PutAsync();
        var keys = (await Folder.KeysAsync()).ToList();
        keys.ShouldBe(All, ignoreOrder: true);
        foreach (var size in (int[])[1000, 1, 2, 3, 7])
            (await Folder.Paged(size).KeysAsync()).ShouldBe(keys);
    }

    [Fact]
    public async Task Empty_objects_that_mark_folders_are_folders()
    {
        await Folder.PutAllAsync(["dir/", "a//", "/", "", "../"]);
        await Folder.PutAsync("a.txt");
        (await Store.KeysAsync()).ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task Each_is_found_and_read_by_what_lists_it()
    {
        await PutAsync();
        foreach (var file in await Store.ListAsync("", Token).ToListAsync())
        {
            var key = StageKey.FromStore(file.Key);
            var text = key.ToString();
            StageKey.Parse(text).ShouldBe(key);
            StagePath.Parse($"@s/{text}").Key.ShouldBe(key);
            (await Store.FindAsync(key, Token)).ShouldNotBeNull(text).Key.ShouldBe(file.Key);
            Encoding.UTF8.GetString(await ReadAsync(Store, file)).ShouldBe("content of " + file.Key);
        }
    }

    [Fact]
    public async Task Each_is_removed_and_nothing_else()
    {
        await PutAsync();
        var left = All.ToHashSet(StringComparer.Ordinal);
        foreach (var key in All)
        {
            (await Store.RemoveAsync([StageKey.FromStore(key)], Token)).ShouldBeEmpty();
            left.Remove(key);
            (await Folder.KeysAsync()).ShouldBe(left, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task All_are_copied_to_another_folder_of_the_service_by_their_exact_names()
    {
        await PutAsync();
        var copies = await Copies.All(Folder.Place, Folder.Place, "copy").RunAsync();
        copies.Where(static copy => copy.Error is not null).Select(static copy => copy.Error!.Message).ShouldBeEmpty();
        (await Folder.KeysAsync()).ShouldBe(All.Concat(All.Select(static key => "copy/" + key)), ignoreOrder: true);
        foreach (var key in All)
            Encoding.UTF8.GetString(await Folder.ReadAsync("copy/" + key)).ShouldBe("content of " + key);
    }

    [Fact]
    public async Task On_the_way_to_a_folder_each_that_cannot_be_a_file_is_one_error()
    {
        await PutAsync(All.Except(["a", "x.txt/"], StringComparer.Ordinal));
        using var target = new TestFolder();
        foreach (var (place, more) in ((IStore, string[])[])[(target.InStage("t"), []), (target.Place, ["%2e%2e/a", "a/%2E/b"])])
        {
            var fit = Plain.Except(["a"], StringComparer.Ordinal).Concat(more).ToList();
            var copies = await Copies.All(Folder.Place, place, "in").RunAsync();
            copies.Count.ShouldBe(All.Count() - 2);
            copies.Where(static copy => copy.Status == CopyStatus.Copied).Select(static copy => copy.Source).ShouldBe(fit.Select(key => Folder.Place.Show(StageKey.FromStore(key))), ignoreOrder: true);
            copies.Where(static copy => copy.Error is not null).ShouldAllBe(static copy => copy.Error!.Code == StageErrorCode.PathInvalid || copy.Error.Code == StageErrorCode.PathOutsideStage);
            target.Files.Order(StringComparer.Ordinal).ShouldBe(fit.Select(static key => "in/" + key).Order(StringComparer.Ordinal));
            Directory.Delete(target.At("in"), recursive: true);
        }
    }

    [Fact]
    public async Task Whatever_keys_there_are_the_listing_is_another_clients_and_each_is_copied_or_refused()
    {
        var random = new Random(7);
        string[] pieces = ["a", "b.txt", "/", "//", "/", ".", "..", "%2e", "%2F", " ", "é", "+", "#", "?", "*", "\\", ":", "&"];
        for (var round = 0; round < 4; round++)
        {
            var keys = Enumerable.Range(0, 150).Select(_ => $"{round}/" + string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(pieces.Length)]))).Distinct(StringComparer.Ordinal).ToList();
            await PutAsync(keys);
            var theirs = (await OtherClientsTests.KeysAsync(Folder.Bucket, $"{Folder.Prefix}{round}/")).Select(key => key[Folder.Prefix.Length..]).ToList();
            theirs.ShouldBe(keys, ignoreOrder: true);
            (await Folder.Paged(random.Next(1, 40)).KeysAsync($"{round}/")).ShouldBe(theirs);

            using var target = new TestFolder();
            var copies = await Copies.Folder(Folder.Place, $"{round}", target.InStage("t")).RunAsync();
            copies.Select(static copy => copy.Source).ShouldBe(keys.Select(key => Folder.Place.Show(StageKey.FromStore(key))), ignoreOrder: true);
            var copied = copies.Where(static copy => copy.Error is null).Select(static copy => copy.Source["@sales/".Length..]).ToList();
            target.Files.ShouldBe(copied.Select(static key => key[2..]), ignoreOrder: true);
            foreach (var key in copied)
                target.Read(key[2..]).ShouldBe("content of " + key);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a/")]
    [InlineData("a//")]
    [InlineData("a//b")]
    public async Task A_stage_is_the_folder_that_its_URL_names(string folder)
    {
        await PutAsync();
        using var run = new TestRun();
        await run.RunAsync(
            $"CREATE STAGE s URL = 's3://{Folder.Bucket}/{Folder.Prefix}{folder}' CONNECTION = (ENDPOINT_URL = '{TestBucket.Settings[0].Value}' ACCESS_KEY_ID = '{S3Server.Required.AccessKey}' SECRET_ACCESS_KEY = '{S3Server.Required.SecretKey}')");
        await run.RunAsync(
            $$"""
            CREATE STAGE m URL = "endpoint"='{{TestBucket.Settings[0].Value}}/{{Folder.Bucket}}/{{Folder.Prefix}}{{folder}}' CREDENTIALS = {"access_key_id"='{{S3Server.Required.AccessKey}}', "secret_access_key"='{{S3Server.Required.SecretKey}}'} ENABLE = TRUE
            """);
        var start = folder.EndsWith('/') || folder.Length == 0 ? folder : folder + "/";
        var keys = All.Where(key => key.StartsWith(start, StringComparison.Ordinal)).Select(key => key[start.Length..]).ToList();
        (await run.Stages.ListAsync("@s")).ShouldBe(keys, ignoreOrder: true);
        (await run.Stages.ListAsync("@m")).ShouldBe(keys, ignoreOrder: true);
        await run.Stages.WriteAsync("s", "new.txt");
        (await Folder.KeysAsync()).ShouldBe(All.Append(start + "new.txt"), ignoreOrder: true);
    }

    [Fact]
    public async Task Statements_list_copy_read_and_remove_them()
    {
        using var run = new TestRun();
        await PutAsync();
        await Folder.PutAsync("t.csv/", "x,y\n1,2\n");
        await run.Stages.CreateAsync(new StageDefinition(StageName.Parse("s")) { Url = Folder.Url(), Connection = TestBucket.Connection(TestBucket.Settings), DirectoryTable = true });
        (await run.RunAsync("LIST @s"))["name"].ShouldBe(All.Append("t.csv/"), ignoreOrder: true);
        await run.RunAsync("ALTER STAGE s REFRESH");
        (await run.Stages.ListAsync("@s", fromDirectoryTable: true)).ShouldBe(All.Append("t.csv/"), ignoreOrder: true);
        (await run.RunAsync("LIST '@s/./a/../b'")).Single("name").ShouldBe("a/../b");
        (await run.RunAsync("SELECT count(*) AS n FROM '@s/./t.csv/' (FILE_FORMAT => (TYPE = CSV))")).Rows.ShouldHaveSingleItem();
        var left = All.Append("t.csv/").ToHashSet(StringComparer.Ordinal);
        foreach (var key in Odd.Append("t.csv/").Where(static key => key is not "a//b/"))
        {
            await run.RunAsync($"REMOVE '@s/{StageKey.FromStore(key)}'");
            left.RemoveWhere(other => other == key || (StageKey.IsCanonical(key) && other.StartsWith(key, StringComparison.Ordinal)));
            if (key is "a/" or "..")
                (await Folder.KeysAsync()).ShouldBe(left, ignoreOrder: true);
        }

        (await Folder.KeysAsync()).ShouldBe(Plain, ignoreOrder: true);
        foreach (var path in (string[])["@s//a", "@s//", "@s/a//"])
            await run.ShouldFailAsync(StageErrorCode.PathInvalid, $"REMOVE '{path}'");
        (await Folder.KeysAsync()).ShouldBe(Plain, ignoreOrder: true);
    }

    private Task PutAsync() => PutAsync(All);

    private Task PutAsync(IEnumerable<string> keys) => Task.WhenAll(keys.Select(key => Folder.PutAsync(key, "content of " + key)));
}
