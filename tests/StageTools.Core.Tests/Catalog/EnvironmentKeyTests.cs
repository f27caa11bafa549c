using StageTools.Catalog.Secrets;
namespace StageTools.Core.Tests.Catalog;

/// <summary>A new key where the key in use is in <c>STAGETOOLS_KEY</c>: processes of their own, since the environment is a process'.</summary>
public sealed class EnvironmentKeyTests : IDisposable
{
    private static readonly string Old = Key(1);
    private static readonly string New = Key(2);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_key_must_be_given()
    {
        await RunAsync(Old, "create", "a", "s3cr3t");
        var said = await RunAsync(Old, "key");
        said.ShouldStartWith($"{StageErrorCode.OptionInvalid}: ");
        said.ShouldContain("-NewKey");
        (await RunAsync(Old, "open-stage", "a")).ShouldBe("s3cr3t");
    }

    [Fact]
    public async Task The_secrets_open_with_the_given_key_and_not_with_the_old_one()
    {
        await RunAsync(Old, "create", "a", "s3cr3t");
        (await RunAsync(Old, "key", New)).ShouldContain($"Location = {SecretBox.KeyVariable}");
        (await RunAsync(New, "open-stage", "a")).ShouldBe("s3cr3t");
        (await RunAsync(Old, "open-stage", "a")).ShouldStartWith(nameof(StageErrorCode.SecretUnreadable));
        File.Exists(_folder.Home.KeyFile).ShouldBeFalse();
    }

    [Fact]
    public async Task The_outcome_shows_neither_key()
    {
        await RunAsync(Old, "create", "a", "s3cr3t");
        var said = await RunAsync(Old, "key", New);
        said.ShouldNotContain(Old);
        said.ShouldNotContain(New);
    }

    [Fact]
    public async Task Both_keys_in_the_variable_open_whatever_was_encrypted_with_either()
    {
        var both = $"{Old} {New}";
        await RunAsync(both, "create", "a", "s3cr3t");
        (await RunAsync(both, "key", New)).ShouldContain("Stages = 1");
        await RunAsync(both, "create", "late", "s3cr3t");
        foreach (var name in (string[])["a", "late"])
            (await RunAsync($"{New}\n{Old}", "open-stage", name)).ShouldBe("s3cr3t");
        (await RunAsync(Old, "open-stage", "late")).ShouldBe("s3cr3t");
        (await RunAsync(both, "key", New)).ShouldContain("Stages = 2");
        (await RunAsync(New, "open-stage", "late")).ShouldBe("s3cr3t");
    }

    [Fact]
    public async Task Nothing_is_lost_where_the_new_key_comes_second_everywhere_then_first_and_the_secrets_get_it_before_it_stands_alone()
    {
        var (second, first) = ($"{Old} {New}", $"{New} {Old}");
        await RunAsync(Old, "create", "before", "s3cr3t");
        await RunAsync(second, "create", "early", "s3cr3t");
        foreach (var (keys, name) in ((string, string)[])[(first, "first"), (second, "slow"), (first, "last")])
            await RunAsync(keys, "create", name, "s3cr3t");
        foreach (var name in (string[])["before", "early", "first", "slow", "last"])
            (await RunAsync(second, "open-stage", name)).ShouldBe("s3cr3t");
        (await RunAsync(first, "key", New)).ShouldContain("Stages = 5");
        await RunAsync(first, "create", "late", "s3cr3t");
        foreach (var name in (string[])["before", "early", "first", "slow", "last", "late"])
            (await RunAsync(New, "open-stage", name)).ShouldBe("s3cr3t");
    }

    [Fact]
    public async Task A_key_moves_from_the_file_into_the_variable()
    {
        await RunAsync(keys: null, "create", "a", "s3cr3t");
        await RunAsync(keys: null, "key", New);
        File.Delete(_folder.Home.KeyFile);
        (await RunAsync(New, "open-stage", "a")).ShouldBe("s3cr3t");
    }

    private static string Key(byte fill)
    {
        var key = new byte[32];
        Array.Fill(key, fill);
        return Convert.ToBase64String(key);
    }

    private async Task<string> RunAsync(string? keys, string work, params string[] arguments)
    {
        var environment = keys is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { [SecretBox.KeyVariable] = keys };
        using var worker = Worker.Start(environment, [work, _folder.Home.Folder, .. arguments]);
        return await worker.FinishAsync();
    }
}
