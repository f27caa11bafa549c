using StageTools.Core.Tests.Servers;
using StageTools.Core.Tests.Storage;
using StageTools.Core.Tests.Storage.Buckets;
using StageTools.Machine;
using StageTools.Stages;

namespace StageTools.Core.Tests.Stages;

/// <summary>STAGETOOLS_STORAGE: internal and user stages in a bucket.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class InternalStorageTests(TestBucket bucket) : BucketTests(bucket)
{
    private readonly MachineEnvironment _environment = new(StorageSetting.Variable, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
    private readonly TestStages _stages = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _stages.Dispose();
        _environment.Dispose();
    }

    [Fact]
    public async Task An_internal_stage_lies_in_the_bucket()
    {
        Use();
        await _stages.CreateAsync("sales");
        await _stages.WriteAsync("sales", "a/b.csv", "content");
        (await Folder.KeysAsync()).ShouldHaveSingleItem().ShouldMatch("^stages/[0-9a-f]{32}/a/b\\.csv$");
        (await _stages.ListAsync("@sales")).ShouldBe(["a/b.csv"]);
        (await (await _stages.StoreAsync("sales")).ReadTextAsync("a/b.csv")).ShouldBe("content");
    }

    [Fact]
    public async Task The_user_stage_lies_in_the_bucket()
    {
        Use();
        await _stages.WriteAsync("~", "a.csv");
        (await Folder.KeysAsync()).ShouldBe([$"users/{Uri.EscapeDataString(MachineHome.UserName)}/a.csv"]);
        (await _stages.ListAsync("@~")).ShouldBe(["a.csv"]);
    }

    [Fact]
    public async Task A_dropped_stage_takes_its_objects_and_uploads_and_no_others()
    {
        Use();
        await _stages.CreateAsync("sales");
        await _stages.CreateAsync("kept");
        await _stages.WriteAsync("kept", "a");
        var kept = await Folder.KeysAsync();
        await _stages.WriteAsync("sales", "a");
        await Folder.Client.InitiateMultipartUploadAsync(Folder.Bucket, Folder.Prefix + (await Folder.KeysAsync()).Single(key => !kept.Contains(key, StringComparer.Ordinal)) + "b", Token);
        await _stages.RemoveAsync("sales");
        (await Folder.KeysAsync()).ShouldBe(kept);
        (await Folder.UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dropped_stage_may_keep_its_files()
    {
        Use();
        await _stages.CreateAsync("sales");
        await _stages.WriteAsync("sales", "a");
        var place = await _stages.RemoveAsync("sales", keepFiles: true);
        (await Folder.KeysAsync()).ShouldHaveSingleItem();
        place.ShouldBe($"s3://{Folder.Bucket}/{Folder.Prefix}{(await Folder.KeysAsync())[0][..^1]}");
    }

    [Fact]
    public async Task A_secret_in_the_variable_is_refused_and_not_shown()
    {
        Use("&access_key_id=me&secret_access_key=s3cr3tvalue");
        await _stages.CreateAsync("sales");
        var error = await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.WriteAsync("sales", "a"));
        error.ToString().ShouldNotContain("s3cr3tvalue");
        error.Message.ShouldContain("profile_name");
    }

    [Fact]
    public async Task A_folder_in_the_variable_is_refused()
    {
        MachineEnvironment.Set(StorageSetting.Variable, "/some/folder");
        await _stages.CreateAsync("sales");
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.WriteAsync("sales", "a"))).Message.ShouldContain(MachineHome.Variable);
    }

    private void Use(string more = "")
    {
        var server = S3Server.Required;
        MachineEnvironment.Set("AWS_ACCESS_KEY_ID", server.AccessKey);
        MachineEnvironment.Set("AWS_SECRET_ACCESS_KEY", server.SecretKey);
        MachineEnvironment.Set(
            StorageSetting.Variable,
            $"s3://{Folder.Bucket}/{Folder.Prefix}?endpoint_url={Uri.EscapeDataString($"http://127.0.0.1:{server.Address.Port}")}&path_style=true{more}");
    }
}
