using StageTools.Core.Tests.Transfer;
using StageTools.Paths;
using StageTools.Storage.Buckets.Connections;
using StageTools.TestServers;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>Bytes that change on their way are never taken for the file's.</summary>
public sealed class CorruptionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The tag of an upload in parts has another length; under a key of KMS it is no MD5.
    [Theory]
    [InlineData("0cc175b9c0f1b6a831c399e269772661", null, true)]
    [InlineData("0CC175B9C0F1B6A831C399E269772661", "AES256", true)]
    [InlineData("92eb5ffee6ae2fec3ad71c777531578f", null, false)]
    [InlineData("92eb5ffee6ae2fec3ad71c777531578f", "AES256", false)]
    [InlineData("92eb5ffee6ae2fec3ad71c777531578f", "aws:kms", true)]
    [InlineData("92eb5ffee6ae2fec3ad71c777531578f-3", null, true)]
    public void The_tag_of_other_bytes_is_refused(string tag, string? encryption, bool isTaken)
    {
        var bucket = new Bucket(null!, "acme", "", "@sales");
        string Verified() => Corruption.Verified(tag, "0cc175b9c0f1b6a831c399e269772661", encryption is null ? null : new(encryption), bucket, StageKey.Parse("a"));
        if (isTaken)
            Verified().ShouldBe(tag);
        else
            Should.Throw<StageException>(Verified).Code.ShouldBe(StageErrorCode.ChecksumMismatch);
    }

    [Theory]
    [InlineData(100_000, 0)]
    [InlineData(FaultyBucket.ThreeParts, 0)]
    [InlineData(FaultyBucket.ThreeParts, 8 << 20)]
    [InlineData(FaultyBucket.ThreeParts, 16 << 20)]
    public async Task A_download_with_a_changed_byte_leaves_nothing(int size, int range)
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        using var folder = new TestFolder();
        await bucket.WriteAsync("a", FaultyBucket.Content(size));
        bucket.Proxy.Add(FaultAction.CorruptResponseByte(1), request => request.Header("Range")?.StartsWith($"bytes={range}-", StringComparison.Ordinal) == true);

        var copy = (await Copies.All(bucket.Place, folder.Place).RunAsync()).ShouldHaveSingleItem();
        copy.Status.ShouldBe(CopyStatus.Failed);
        copy.Error!.Code.ShouldBe(StageErrorCode.ChecksumMismatch);
        folder.Files.ShouldBeEmpty();

        (await Copies.All(bucket.Place, folder.Place).RunAsync(IfFileExists.Update)).Statuses().ShouldBe([CopyStatus.Copied]);
        (await File.ReadAllBytesAsync(folder.At("a"), Token)).AsSpan().SequenceEqual(FaultyBucket.Content(size)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_download_with_a_changed_byte_leaves_the_older_file()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        using var folder = new TestFolder();
        folder.Write("a", "old");
        await bucket.WriteAsync("a", FaultyBucket.Content(1000));
        bucket.Proxy.Add(FaultAction.CorruptResponseByte(999), static request => request.Header("Range") is not null, int.MaxValue);
        (await Copies.All(bucket.Place, folder.Place).RunAsync(IfFileExists.Replace)).Statuses().ShouldBe([CopyStatus.Failed]);
        folder.Files.ShouldBe(["a"]);
        folder.Read("a").ShouldBe("old");
    }

    [Fact]
    public async Task A_listing_that_was_changed_into_no_XML_is_an_error()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        await bucket.PutAsync("a", [1]);
        bucket.Proxy.Add(FaultAction.CorruptResponseByte(0), static request => request.Asks("list-type"), int.MaxValue);
        (await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => bucket.Store.KeysAsync())).Message.ShouldContain("not an answer of S3");
    }

    [Theory]
    [InlineData(100_000, 1)]
    [InlineData(100_000, 2)]
    [InlineData(FaultyBucket.ThreeParts, 1)]
    [InlineData(FaultyBucket.ThreeParts, 2)]
    public async Task An_upload_with_a_changed_byte_is_sent_again(int size, int times)
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        var fault = bucket.Proxy.Add(FaultAction.CorruptRequestByte(1), request => IsBody(request, size), times);
        await bucket.WriteAsync("a", FaultyBucket.Content(size), overwrite: false);
        fault.Struck.ShouldBe(times);
        await bucket.ShouldHoldAsync("a", FaultyBucket.Content(size));
        (await bucket.UploadCountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(FaultyBucket.ThreeParts)]
    public async Task An_upload_that_is_changed_each_time_leaves_nothing(int size)
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        var fault = bucket.Proxy.Add(FaultAction.CorruptRequestByte(1), request => IsBody(request, size), int.MaxValue);
        var error = await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => bucket.WriteAsync("a", FaultyBucket.Content(size)));
        error.Message.ShouldContain("not what was sent");
        fault.Struck.ShouldBeLessThanOrEqualTo(15);
        await bucket.ShouldBeEmptyAsync();
    }

    private static bool IsBody(RequestHead request, int size) =>
        request.Method == "PUT" && (size < FaultyBucket.ThreeParts || request.Parameter("partNumber") == "2");
}
