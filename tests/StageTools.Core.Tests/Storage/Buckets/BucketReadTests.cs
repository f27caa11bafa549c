using StageTools.Storage;
using StageTools.Storage.Buckets.Parts;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>What is read is what the bucket holds, or an error.</summary>
public sealed class BucketReadTests(TestBucket bucket) : BucketTests(bucket)
{
    private const int Large = 40_000_001;

    [Fact]
    public async Task A_large_file_is_read_from_beginning_to_end()
    {
        var content = BucketFolder.Random(Large);
        var file = await WriteAsync(Store, "a", content);
        ShouldBeSame(await ReadAsync(Store, file), content);
        ShouldBeSame(await ReadAsync(Store, file, 17_000_000), content[17_000_000..]);
    }

    [Fact]
    public async Task A_large_file_is_read_by_seeking_to_and_fro()
    {
        var content = BucketFolder.Random(Large);
        var file = await WriteAsync(Store, "a", content);
        await using var stream = await Store.OpenReadAsync(file, 0, Token);
        var random = new Random(1);
        var block = new byte[3_000_000];
        for (var round = 0; round < 25; round++)
        {
            var at = random.Next(Large);
            stream.Seek(at, SeekOrigin.Begin).ShouldBe(at);
            var count = await stream.ReadAtLeastAsync(block.AsMemory(0, random.Next(1, block.Length)), 1, throwOnEndOfStream: false, Token);
            count += await stream.ReadAtLeastAsync(block.AsMemory(count), random.Next(1, block.Length - count), throwOnEndOfStream: false, Token);
            block.AsSpan(0, count).SequenceEqual(content.AsSpan(at, count)).ShouldBeTrue();
            stream.Position.ShouldBe(at + count);
        }
    }

    [Fact]
    public async Task Several_readers_read_one_file()
    {
        var content = BucketFolder.Random(Large);
        var file = await WriteAsync(Store, "a", content);
        foreach (var read in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReadAsync(Store, file))))
            ShouldBeSame(read, content);
    }

    [Theory]
    [InlineData(0, 0, "")]
    [InlineData(0, 5, "")]
    [InlineData(3, 0, "abc")]
    [InlineData(3, 2, "c")]
    [InlineData(3, 3, "")]
    [InlineData(3, 9, "")]
    public async Task A_file_is_read_from_an_offset(int size, long offset, string read)
    {
        await Folder.PutAsync("a", "abc"[..size]);
        (await Store.ReadTextAsync("a", offset)).ShouldBe(read);
    }

    [Fact]
    public async Task A_read_of_no_bytes_is_none()
    {
        await Folder.PutAsync("a", "abcdef");
        await using var stream = await Store.OpenReadAsync(await FindAsync(Store, "a"), 0, Token);
        (await stream.ReadAsync(new byte[3], Token)).ShouldBe(3);
        (await stream.ReadAsync(Memory<byte>.Empty, Token)).ShouldBe(0);
        (await stream.ReadAsync(new byte[9], Token)).ShouldBe(3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(Large)]
    public async Task Reading_can_be_ended_more_than_once(int read)
    {
        var file = await WriteAsync(Store, "a", new byte[Large]);
        await using var stream = await Store.OpenReadAsync(file, 0, Token);
        await stream.ReadExactlyAsync(new byte[read], Token);
        await stream.DisposeAsync();
        stream.Dispose();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(Large)]
    public async Task A_file_replaced_after_it_was_found_is_not_read(int size)
    {
        var file = await WriteAsync(Store, "a", BucketFolder.Random(size));
        await Folder.PutAsync("a", BucketFolder.Random(size));
        await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => ReadAsync(Store, file));
    }

    [Fact]
    public async Task A_file_replaced_while_it_is_read_is_an_error()
    {
        var file = await WriteAsync(Store, "a", BucketFolder.Random(Large));
        await using var stream = await Store.OpenReadAsync(file, 0, Token);
        await stream.ReadExactlyAsync(new byte[1000], Token);
        await Folder.PutAsync("a", BucketFolder.Random(Large));
        await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => stream.CopyToAsync(Stream.Null, Token));
    }

    [Fact]
    public async Task A_file_removed_while_it_is_read_is_an_error()
    {
        var file = await WriteAsync(Store, "a", BucketFolder.Random(Large));
        await using var stream = await Store.OpenReadAsync(file, 0, Token);
        await stream.ReadExactlyAsync(new byte[1000], Token);
        await Store.RemoveAsync([Key("a")], Token);
        await StageErrorCode.FileNotFound.ShouldFailAsync(() => stream.CopyToAsync(Stream.Null, Token));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(Large)]
    public async Task A_changed_byte_on_the_way_is_noticed(int size)
    {
        using var proxy = BucketFolder.Proxy();
        var file = await WriteAsync(Store, "a", BucketFolder.Random(size));
        proxy.Add(FaultAction.CorruptResponseByte(500), static request => request.Method == "GET");
        await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => ReadAsync(Folder.Open(proxy), file));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_that_breaks_is_taken_up_where_it_broke(bool inOrder)
    {
        using var proxy = BucketFolder.Proxy();
        var content = BucketFolder.Random(Large);
        var file = await WriteAsync(Store, "a", content);
        proxy.Add(
            inOrder ? FaultAction.TruncateResponseAfter(3_000_000) : FaultAction.ResetAfterResponseBytes(3_000_000), static request => request.Method == "GET", times: 3);
        ShouldBeSame(await ReadAsync(Folder.Open(proxy), file), content);
    }

    [Fact]
    public async Task Who_reads_on_after_an_error_reads_no_other_bytes()
    {
        using var proxy = BucketFolder.Proxy();
        var content = BucketFolder.Random(Large);
        var file = await WriteAsync(Store, "a", content);
        await using var stream = await Folder.Open(proxy).OpenReadAsync(file, 0, Token);
        var read = new MemoryStream();
        var block = new byte[1 << 20];
        var errors = 0;
        while (read.Length < Large)
        {
            if (read.Length >> 20 is 0 or 1 or 7 or 13 or 19 or 25 or 31 && errors < 12)
                proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Method == "GET");
            try
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
                if (errors % 2 == 1)
                    stop.CancelAfter(TimeSpan.FromMilliseconds(1));
                read.Write(block, 0, await stream.ReadAsync(block, stop.Token));
            }
            catch (Exception e) when (e is StageException or OperationCanceledException)
            {
                errors++;
                proxy.ClearFaults();
            }
        }

        errors.ShouldBeGreaterThan(0);
        ShouldBeSame(read.ToArray(), content);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(17)]
    public async Task A_file_of_other_parts_than_its_metadata_says_is_read(int parts)
    {
        // Another tool copied it, metadata and all, in parts of its own.
        var content = BucketFolder.Random(20_000_000);
        var begun = await Folder.Client.InitiateMultipartUploadAsync(
            new() { BucketName = Folder.Bucket, Key = Folder.Prefix + "a", Metadata = { [PartUpload.SizesKey] = $"{parts << 20}" } }, Token);
        var tags = new List<Amazon.S3.Model.PartETag>();
        foreach (var part in content.Chunk(5 << 20))
        {
            var sent = await Folder.Client.UploadPartAsync(
                new()
                {
                    BucketName = Folder.Bucket,
                    Key = begun.Key,
                    UploadId = begun.UploadId,
                    PartNumber = tags.Count + 1,
                    PartSize = part.Length,
                    InputStream = new MemoryStream(part),
                    UseChunkEncoding = false,
                },
                Token);
            tags.Add(new(tags.Count + 1, sent.ETag));
        }

        await Folder.Client.CompleteMultipartUploadAsync(new() { BucketName = Folder.Bucket, Key = begun.Key, UploadId = begun.UploadId, PartETags = tags }, Token);
        ShouldBeSame(await ReadAsync(Store, await FindAsync(Store, "a")), content);
    }

    [Fact]
    public async Task The_last_lines_cost_a_few_bytes()
    {
        using var proxy = BucketFolder.Proxy();
        var lines = string.Concat(Enumerable.Range(0, 1_000_000).Select(static n => $"line {n:0000000}\n"));
        await Folder.PutAsync("a", lines);
        var store = Folder.Open(proxy);
        var file = await FindAsync(store, "a");
        proxy.Clear();
        var offset = await TailReader.FindLastLinesAsync(store, file, 3, Token);
        (await store.ReadTextAsync("a", offset)).ShouldBe("line 0999997\nline 0999998\nline 0999999\n");
        proxy.ResponseBodyBytes.ShouldBeLessThan(100_000);
    }

    [Fact]
    public async Task Who_stops_in_the_middle_takes_little_more_from_the_line()
    {
        using var proxy = BucketFolder.Proxy();
        var file = await WriteAsync(Store, "a", new byte[Large]);
        await using (var stream = await Folder.Open(proxy).OpenReadAsync(file, 0, Token))
            await stream.ReadExactlyAsync(new byte[1000], Token);
        proxy.Requests.Count.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task An_archived_file_is_refused_before_it_is_asked_for()
    {
        using var proxy = BucketFolder.Proxy();
        await Folder.PutAsync("a", [1, 2, 3], "GLACIER");
        var store = Folder.Open(proxy);
        var file = await FindAsync(store, "a");
        file.StorageClass.ShouldBe("GLACIER");
        (await StageErrorCode.ObjectArchived.ShouldFailAsync(() => ReadAsync(store, file))).Message.ShouldContain("restore");
        proxy.Requests.ShouldAllBe(static request => request.Method == "HEAD");
    }
}
