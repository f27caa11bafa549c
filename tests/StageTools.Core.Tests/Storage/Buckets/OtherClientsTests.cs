using System.Text.Json.Nodes;
using StageTools.Core.Tests.Servers;
using StageTools.Storage.Remote;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>What StageTools writes other tools read, and what they write it reads.</summary>
public sealed class OtherClientsTests(TestBucket bucket) : BucketTests(bucket)
{
    private const int Large = (PartSizes.Smallest * 2) + 12_345;

    private readonly TestFolder _disk = new();

    private static string Address => $"http://127.0.0.1:{S3Server.Required.Address.Port}";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _disk.Dispose();
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("rclone")]
    public async Task What_is_written_here_is_read_there(string tool)
    {
        var content = BucketFolder.Random(Large);
        await WriteAsync(Store, "a b/+ä.bin", content);
        await WriteAsync(Store, "small", [1, 2, 3]);
        await (tool == "aws" ? AwsAsync("cp", "--recursive", There(""), _disk.Path) : RcloneAsync("copy", There(""), _disk.Path));
        _disk.Files.ShouldBe(["a b/+ä.bin", "small"]);
        ShouldBeSame(await File.ReadAllBytesAsync(_disk.At("a b/+ä.bin"), Token), content);
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("rclone")]
    public async Task What_is_written_there_is_read_here(string tool)
    {
        var content = BucketFolder.Random(Large);
        Directory.CreateDirectory(_disk.At("a b"));
        await File.WriteAllBytesAsync(_disk.At("a b/+ä.bin"), content, Token);
        await File.WriteAllBytesAsync(_disk.At("small"), [1, 2, 3], Token);
        await (tool == "aws" ? AwsAsync("cp", "--recursive", _disk.Path, There("")) : RcloneAsync("copy", "--s3-upload-cutoff", "10M", "--s3-chunk-size", "6M", _disk.Path, There("")));
        (await Store.KeysAsync()).ShouldBe(["a b/+ä.bin", "small"]);
        var file = await FindAsync(Store, "a b/+ä.bin");
        file.MD5.ShouldBeNull();
        ShouldBeSame(await ReadAsync(Store, file), content);
        ShouldBeSame(await ReadAsync(Store, file, 9_000_000), content[9_000_000..]);
    }

    /// <summary>The keys below a prefix as the AWS command line lists them, in its order.</summary>
    internal static async Task<IReadOnlyList<string>> KeysAsync(string bucket, string prefix)
    {
        var answer = await RunAsync("aws", ["s3api", "list-objects-v2", "--bucket", bucket, "--prefix", prefix, "--endpoint-url", Address, "--output", "json"]);
        return answer.Length == 0 ? [] : [.. JsonNode.Parse(answer)!["Contents"]!.AsArray().Select(static item => (string)item!["Key"]!)];
    }

    private string There(string key) => $"{Folder.Bucket}/{Folder.Prefix}{key}";

    private static Task<string> AwsAsync(params string[] arguments) => RunAsync(
        "aws", ["s3", .. arguments.Select(static text => text.StartsWith("stagetools-", StringComparison.Ordinal) ? "s3://" + text : text), "--endpoint-url", Address, "--only-show-errors"]);

    private static Task<string> RcloneAsync(params string[] arguments) =>
        RunAsync("rclone", [.. arguments.Select(static text => text.StartsWith("stagetools-", StringComparison.Ordinal) ? "there:" + text : text)]);

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        Assert.SkipUnless(Child.Exists(program), $"{program} is not installed");
        return await Child.RunAsync(
            program,
            arguments,
            ("AWS_CA_BUNDLE", null),
            ("AWS_ACCESS_KEY_ID", S3Server.Required.AccessKey),
            ("AWS_SECRET_ACCESS_KEY", S3Server.Required.SecretKey),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("RCLONE_CONFIG", "/dev/null"),
            ("RCLONE_CONFIG_THERE_TYPE", "s3"),
            ("RCLONE_CONFIG_THERE_PROVIDER", "Ceph"),
            ("RCLONE_CONFIG_THERE_ENV_AUTH", "true"),
            ("RCLONE_CONFIG_THERE_ENDPOINT", Address));
    }
}
