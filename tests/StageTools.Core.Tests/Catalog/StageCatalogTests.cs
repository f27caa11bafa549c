using StageTools.Catalog;
using StageTools.Core.Tests.Catalog.Postgres;
using StageTools.Formats.Options;
using StageTools.Paths;

namespace StageTools.Core.Tests.Catalog;

public sealed class StageCatalogOnSqliteTests : StageCatalogTests<SqlitePlace>;

public sealed class StageCatalogOnPostgresTests : StageCatalogTests<PostgresPlace>;

/// <summary>What every catalog does with stages.</summary>
public abstract class StageCatalogTests<TPlace> : CatalogSuite<TPlace>
    where TPlace : CatalogPlace, new()
{
    [Fact]
    public async Task An_empty_catalog_has_nothing()
    {
        (await Catalog.FindAsync(Name("sales"), Token)).ShouldBeNull();
        (await Catalog.ListAsync("", Token)).ShouldBeEmpty();
        (await Catalog.ListNamesAsync("", Token)).ShouldBeEmpty();
        (await Catalog.ListRemainsAsync(Token)).Sessions.ShouldBeEmpty();
        (await Catalog.ListRemainsAsync(Token)).Discarded.ShouldBeEmpty();
        (await Catalog.AnyEnabledAsync(Token)).ShouldBeFalse();
        (await Catalog.RemoveAsync(Name("sales"), keepFiles: false, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task The_next_process_finds_a_stage_as_it_was_added()
    {
        var entry = CatalogPlace.Entry("Sales") with
        {
            Url = new StageUrl("s3", "bucket/prefix/ü/"),
            Enabled = false,
            DirectoryTable = true,
            FileFormat = new FileFormat { Format = RowFormat.Csv, Delimiter = ";" },
            Connection = new Dictionary<string, string>(StringComparer.Ordinal) { ["region"] = "eu", ["access_key_id"] = "AK***LE" },
            SealedSecrets = new byte[] { 0, 1, 2, 255 },
            Comment = "it's \"one\";\nübel 😀",
        };
        var added = await AddAsync(entry);
        using var other = Place.Open();
        foreach (var found in (CatalogEntry[])[added, (await other.FindAsync(Name("SALES"), Token))!, (await other.ListAsync("s", Token)).ShouldHaveSingleItem()])
        {
            found.Id.ShouldBe(entry.Id);
            found.Name.Value.ShouldBe("Sales");
            found.Kind.ShouldBe(StageKind.External);
            found.Url.ShouldBe(entry.Url);
            found.Enabled.ShouldBeFalse();
            found.Session.ShouldBeNull();
            found.DirectoryTable.ShouldBeTrue();
            found.DirectoryTableRefreshedOn.ShouldBeNull();
            found.FileFormat.ShouldBe(entry.FileFormat);
            found.Connection.ShouldBe(entry.Connection, ignoreOrder: true);
            found.SealedSecrets.ToArray().ShouldBe(entry.SealedSecrets.ToArray());
            found.Comment.ShouldBe(entry.Comment);
            found.Rights.ShouldBe(StageRights.Read | StageRights.Write);
            found.CreatedOn!.Value.ShouldBe(added.CreatedOn!.Value);
            found.CreatedOn.Value.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        }
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case()
    {
        var first = await AddAsync("Sales");
        (await StageErrorCode.StageAlreadyExists.ShouldFailAsync(() => AddAsync("sALES"))).Target.ShouldBe("sALES");
        (await Catalog.FindAsync(Name("sales"), Token))!.Id.ShouldBe(first.Id);
    }

    [Fact]
    public async Task A_replaced_stage_is_another_one_with_nothing_of_the_first()
    {
        var first = await AddAsync(CatalogPlace.Entry("sales") with { SealedSecrets = new byte[] { 1 }, Comment = "old" });
        var second = await AddAsync(CatalogPlace.Entry("Sales"), replace: true);
        var found = (await Catalog.ListAsync("", Token)).ShouldHaveSingleItem();
        found.Id.ShouldBe(second.Id);
        (found.Id == first.Id).ShouldBeFalse();
        found.SealedSecrets.IsEmpty.ShouldBeTrue();
        found.Comment.ShouldBeNull();
    }

    [Fact]
    public async Task Stages_are_listed_by_name_without_case_and_by_prefix()
    {
        foreach (var name in (string[])["b", "C", "a", "été", "Ab", "a_b", "a-b", "_x"])
            await AddAsync(name);
        (await Catalog.ListNamesAsync("", Token)).ShouldBe(["a", "a-b", "Ab", "a_b", "b", "C", "_x", "été"]);
        (await Catalog.ListAsync("A", Token)).Select(static entry => entry.Name.Value).ShouldBe(["a", "a-b", "Ab", "a_b"]);
        (await Catalog.ListNamesAsync("a_", Token)).ShouldBe(["a_b"]);
        (await Catalog.ListNamesAsync("É", Token)).ShouldBe(["été"]);
        (await Catalog.ListNamesAsync("%", Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_changes_what_it_says_and_nothing_else()
    {
        var added = await AddAsync(CatalogPlace.Entry("sales") with { SealedSecrets = new byte[] { 1, 2 }, Comment = "old", DirectoryTable = true });
        var changed = await Catalog.UpdateAsync(Name("SALES"), static older => older with { Comment = "new", Enabled = false }, Token);
        changed.Comment.ShouldBe("new");
        var found = (await Catalog.FindAsync(Name("sales"), Token))!;
        found.Comment.ShouldBe("new");
        found.Enabled.ShouldBeFalse();
        found.SealedSecrets.ToArray().ShouldBe([1, 2]);
        found.DirectoryTable.ShouldBeTrue();
        found.CreatedOn.ShouldBe(added.CreatedOn);
    }

    [Fact]
    public async Task Secrets_are_given_replaced_and_taken_away()
    {
        await AddAsync("sales");
        foreach (var box in (byte[][])[[1], [2, 3], [], [4]])
        {
            await Catalog.UpdateAsync(Name("sales"), older => older with { SealedSecrets = box }, Token);
            (await Catalog.FindAsync(Name("sales"), Token))!.SealedSecrets.ToArray().ShouldBe(box);
        }
    }

    [Fact]
    public async Task A_stage_keeps_all_but_its_name_when_it_is_renamed()
    {
        var added = await AddAsync("sales");
        await Catalog.UpdateAsync(Name("sales"), static older => older with { Name = StageName.Parse("Orders") }, Token);
        (await Catalog.FindAsync(Name("sales"), Token)).ShouldBeNull();
        (await Catalog.FindAsync(Name("orders"), Token))!.Id.ShouldBe(added.Id);
        await Catalog.UpdateAsync(Name("orders"), static older => older with { Name = StageName.Parse("ORDERS") }, Token);
        (await Catalog.ListNamesAsync("", Token)).ShouldBe(["ORDERS"]);
    }

    [Fact]
    public async Task A_taken_name_is_refused_and_both_stages_stay()
    {
        await AddAsync("sales");
        await AddAsync("orders");
        var error = await StageErrorCode.StageAlreadyExists.ShouldFailAsync(
            () => Catalog.UpdateAsync(Name("sales"), static older => older with { Name = StageName.Parse("ORDERS") }, Token));
        error.Target.ShouldBe("ORDERS");
        (await Catalog.ListNamesAsync("", Token)).ShouldBe(["orders", "sales"]);
    }

    [Fact]
    public async Task What_is_not_there_is_not_changed() =>
        (await StageErrorCode.StageNotFound.ShouldFailAsync(() => Catalog.UpdateAsync(Name("sales"), static older => older, Token))).Target.ShouldBe("sales");

    [Fact]
    public async Task A_removed_stage_is_given_back_and_gone()
    {
        var added = await AddAsync("sales");
        (await Catalog.RemoveAsync(Name("Sales"), keepFiles: false, Token))!.Id.ShouldBe(added.Id);
        (await Catalog.RemoveAsync(Name("sales"), keepFiles: false, Token)).ShouldBeNull();
        (await Catalog.ListAsync("", Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_enabled_stage_is_known_to_be_there()
    {
        await AddAsync(CatalogPlace.Entry("off") with { Enabled = false });
        (await Catalog.AnyEnabledAsync(Token)).ShouldBeFalse();
        await AddAsync("on");
        (await Catalog.AnyEnabledAsync(Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task All_secrets_are_sealed_anew_and_nothing_else_changes()
    {
        await AddAsync("plain");
        foreach (var name in (string[])["b", "a"])
            await AddAsync(CatalogPlace.Entry(name) with { SealedSecrets = new byte[] { 1 }, Comment = name });
        var resealed = await Catalog.ResealAsync(static entries => [.. entries.Select(static secrets => secrets with { Box = new byte[] { 2, 2 } })], Token);
        resealed.ShouldBe(2);
        foreach (var entry in await Catalog.ListAsync("", Token))
        {
            entry.SealedSecrets.Length.ShouldBe(entry.Name.Value == "plain" ? 0 : 2);
            entry.Comment.ShouldBe(entry.Name.Value == "plain" ? null : entry.Name.Value);
        }
    }

    [Fact]
    public async Task Secrets_that_cannot_be_sealed_anew_all_stay()
    {
        foreach (var name in (string[])["a", "b"])
            await AddAsync(CatalogPlace.Entry(name) with { SealedSecrets = new byte[] { 1 } });
        await Should.ThrowAsync<StageException>(() => Catalog.ResealAsync(
            static _ => throw new StageException(StageErrorCode.SecretUnreadable, "No key."), Token));
        (await Catalog.ListAsync("", Token)).ShouldAllBe(static entry => entry.SealedSecrets.Length == 1);
    }

    [Fact]
    public async Task A_temporary_stage_names_its_session_and_goes_with_it()
    {
        await AddAsync("stays");
        using var session = Catalog.Sessions.Begin();
        await AddAsync(CatalogPlace.Entry("one") with { Session = session.Id });
        await AddAsync(CatalogPlace.Entry("two") with { Session = session.Id });
        (await Catalog.FindAsync(Name("one"), Token))!.Session.ShouldBe(session.Id);
        Catalog.Sessions.IsOver(session.Id).ShouldBeFalse();
        using (var other = Place.Open())
        {
            foreach (var known in (await other.ListRemainsAsync(Token)).Sessions)
                other.Sessions.IsOver(known).ShouldBeFalse();
        }

        await Catalog.EndSessionAsync(session.Id, Token);
        (await Catalog.ListNamesAsync("", Token)).ShouldBe(["stays"]);
        (await Catalog.ListRemainsAsync(Token)).Sessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_that_is_stopped_changes_nothing()
    {
        await AddAsync("sales");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Catalog.RemoveAsync(Name("sales"), keepFiles: false, stop.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => Catalog.ListAsync("", stop.Token));
        (await Catalog.ListNamesAsync("", Token)).ShouldBe(["sales"]);
    }
}
