using System.Security.Cryptography;
using StageTools.Storage;
using StageTools.Storage.Buckets.Services;
using StageTools.Storage.Remote;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>DESIGN, rule 4, for buckets: a file is there whole, or nothing is.</summary>
public sealed class BucketWriterTests(TestBucket bucket) : BucketTests(bucket)
{
    private const int Part = PartSizes.Smallest;

    public static TheoryData<int> Sizes => [0, 1, 70_000, Part - 1, Part, Part + 1, (2 * Part) - 1, 2 * Part, (2 * Part) + 1, 20_000_000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Whatever_comes_from_a_stream_of_unknown_length_arrives(int size)
    {
        var content = BucketFolder.Random(size);
        await using var drip = new Dribble(content);
        var written = await Store.WriteAsync(Key("a.bin"), drip, new WriteOptions(), Token);

        ShouldBeSame(await Folder.ReadAsync("a.bin"), content);
        (written.Key, written.Size, written.ETag).ShouldBe(("a.bin", size, TagOf(content)));
        written.MD5.ShouldBe(size <= Part ? TagOf(content) : null);
        (await FindAsync(Store, "a.bin")).ETag.ShouldBe(written.ETag);
        (await Folder.UploadsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(100, Part + 1)]
    [InlineData(Part + 1, 100)]
    [InlineData(Part + 1, Part + 1)]
    [InlineData(0, 3 * Part)]
    public async Task The_size_that_was_told_may_be_wrong(int told, int size)
    {
        var content = BucketFolder.Random(size);
        await WriteAsync(Store, "a.bin", content, new WriteOptions { ExpectedSize = told });
        ShouldBeSame(await Folder.ReadAsync("a.bin"), content);
        ShouldBeSame(await ReadAsync(Store, await FindAsync(Store, "a.bin")), content);
    }

    [Theory]
    [InlineData(10, null)]
    [InlineData(10, 10L)]
    [InlineData(Part + 1, null)]
    public async Task A_file_that_is_there_is_not_replaced_unless_told(int size, long? told)
    {
        await Folder.PutAsync("a", "old");
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => WriteAsync(Store, "a", BucketFolder.Random(size), new WriteOptions { ExpectedSize = told }));
        (await Store.ReadTextAsync("a")).ShouldBe("old");
        (await Folder.UploadsAsync()).ShouldBeEmpty();
        await WriteAsync(Store, "a", BucketFolder.Random(size), new WriteOptions(Overwrite: true));
        (await FindAsync(Store, "a")).Size.ShouldBe(size);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Part + 1)]
    public async Task A_file_that_came_while_another_was_written_is_not_replaced(int size)
    {
        await using var writer = await Store.CreateAsync(Key("a"), new WriteOptions(), Token);
        await writer.Stream.WriteAsync(BucketFolder.Random(size), Token);
        await Folder.PutAsync("a", "theirs");
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => writer.CommitAsync(Token));
        (await Store.ReadTextAsync("a")).ShouldBe("theirs");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3 * Part)]
    public async Task What_is_not_committed_was_never_there(int size)
    {
        await using (var writer = await Store.CreateAsync(Key("a"), new WriteOptions(), Token))
            await writer.Stream.WriteAsync(BucketFolder.Random(size), Token);
        (await Folder.KeysAsync()).ShouldBeEmpty();
        (await Folder.UploadsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a.csv", "text/csv")]
    [InlineData("a.parquet", "application/octet-stream")]
    [InlineData("a.json", "application/json")]
    [InlineData("no-suffix", "application/octet-stream")]
    public async Task The_content_type_follows_from_the_name(string key, string type)
    {
        await Store.WriteTextAsync(key);
        (await Folder.HeadAsync(key)).Headers.ContentType.ShouldBe(type);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Part + 1)]
    public async Task A_storage_class_is_the_writes_or_the_stages(int size)
    {
        var store = Folder.Open(("storage_class", "STANDARD_IA"));
        await WriteAsync(store, "a", BucketFolder.Random(size));
        await WriteAsync(store, "b", BucketFolder.Random(size), new WriteOptions { StorageClass = "NEARLINE" });
        var classes = (await store.ListAsync("", Token).ToListAsync()).Select(static file => file.StorageClass);
        classes.ShouldBe(["STANDARD_IA", "NEARLINE"]);
        (await FindAsync(store, "a")).StorageClass.ShouldBe("STANDARD_IA");
    }

    [Fact]
    public async Task A_storage_class_that_cannot_be_is_refused()
    {
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => WriteAsync(Store, "a", [1], new WriteOptions { StorageClass = "no class" }));
        (await Folder.KeysAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(10, "AES256", null)]
    [InlineData(Part + 1, "AES256", null)]
    [InlineData(10, "aws:kms", "key-1")]
    [InlineData(Part + 1, "aws:kms", "key-1")]
    public async Task Encryption_is_asked_for(int size, string encryption, string? key)
    {
        using var proxy = BucketFolder.Proxy();
        var asked = new List<(string?, string?)>();
        proxy.Add(FaultAction.Respond(400, "InvalidRequest"), request =>
        {
            asked.Add((request.Header("x-amz-server-side-encryption"), request.Header("x-amz-server-side-encryption-aws-kms-key-id")));
            return true;
        });
        (string, string)[] settings = [("server_side_encryption", encryption), .. key is null ? ((string, string)[])[] : [("kms_key_id", key)]];
        await Should.ThrowAsync<StageException>(() => WriteAsync(Folder.Open(proxy, settings), "a", new byte[size], new WriteOptions(Overwrite: true)));
        asked[0].ShouldBe((encryption, key));
    }

    internal static string TagOf(byte[] content) => content.Length <= Part
        ? Convert.ToHexStringLower(MD5.HashData(content))
        : ETagCheck.OfParts([.. content.Chunk(Part).Select(static part => MD5.HashData(part))]);

    /// <summary>Gives between one and some thousand bytes at a time.</summary>
    private sealed class Dribble(byte[] content) : MemoryStream(content)
    {
        private readonly Random _random = new(1);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return await base.ReadAsync(buffer[..Math.Min(buffer.Length, _random.Next(1, 200_000))], cancellationToken);
        }
    }
}
