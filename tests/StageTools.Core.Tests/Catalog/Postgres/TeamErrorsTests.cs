using System.Net.Sockets;
using Npgsql;
using StageTools.Catalog.Postgres;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>What each error of PostgreSQL's is to who uses a team's catalog, and after which of them a command is tried again.</summary>
public sealed class TeamErrorsTests
{
    private static readonly TeamErrors Errors = new(new NpgsqlConnectionStringBuilder("Host=db;Database=team"));

    [Theory]
    [InlineData("40P01", StageErrorCode.CatalogBusy, "The catalog 'team' on db is kept busy by others")]
    [InlineData("40001", StageErrorCode.CatalogBusy, "The catalog 'team' on db is kept busy by others")]
    [InlineData("55P03", StageErrorCode.CatalogBusy, "The catalog 'team' on db is kept busy by others")]
    [InlineData("57014", StageErrorCode.CatalogBusy, "The catalog 'team' on db is kept busy by others")]
    [InlineData("25006", StageErrorCode.CatalogReadOnly, "The catalog 'team' on db can only be read")]
    [InlineData("53100", StageErrorCode.StoreFull, "No space is left on the server for the catalog 'team' on db")]
    [InlineData("57P01", StageErrorCode.CatalogUnavailable, "The catalog 'team' on db was lost: the server ended the connection; try again.")]
    [InlineData("57P02", StageErrorCode.CatalogUnavailable, "The catalog 'team' on db was lost: the server ended the connection; try again.")]
    [InlineData("57P03", StageErrorCode.CatalogUnavailable, "The catalog 'team' on db was lost: the server ended the connection; try again.")]
    [InlineData("57P05", StageErrorCode.CatalogUnavailable, "The catalog 'team' on db was lost: the server ended the connection; try again.")]
    [InlineData("42P01", StageErrorCode.CatalogUnavailable, "The database 'team' on db holds no catalog yet")]
    [InlineData("42703", StageErrorCode.CatalogUnavailable, "The database 'team' on db holds no catalog yet")]
    [InlineData("42883", StageErrorCode.CatalogUnavailable, "The database 'team' on db holds no catalog yet")]
    [InlineData("3F000", StageErrorCode.CatalogUnavailable, "The database 'team' on db holds no catalog yet")]
    [InlineData("42501", StageErrorCode.AccessDenied, "You do not have privilege to execute the statement: it wants an administrator of the catalog 'team' on db; ask one")]
    [InlineData("42601", StageErrorCode.CatalogUnavailable, "The catalog 'team' on db refused what was asked of it: said so (42601).")]
    public void An_error_of_the_servers_is_told_by_its_number(string number, StageErrorCode code, string sentence)
    {
        var told = Errors.Explain(Refusal(number)).ShouldNotBeNull();
        told.Code.ShouldBe(code);
        told.Message.ShouldStartWith(sentence);
        told.Target.ShouldBe("'team' on db");
        told.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(number);
    }

    [Fact]
    public void Who_may_not_see_the_schema_is_no_user_of_the_catalog() =>
        Errors.Explain(Refusal("42501", "permission denied for schema stagetools")).ShouldNotBeNull().Message
            .ShouldContain($"you are no user of the catalog 'team' on db; ask one of its administrators to make you a member of the role {TeamSchema.Users}.");

    [Theory]
    [InlineData("new row violates row-level security policy for table \"directory_file\"", "to fill a directory table wants READ and WRITE on the stage;")]
    [InlineData("permission denied for table stage", "it wants an administrator of the catalog 'team' on db;")]
    public void What_was_refused_says_which_right_it_wants(string refusal, string sentence) =>
        Errors.Explain(Refusal("42501", refusal)).ShouldNotBeNull().Message.ShouldContain(sentence);

    [Theory]
    [InlineData("53300", StageErrorCode.CatalogBusy, "is kept busy by others")]
    [InlineData("28P01", StageErrorCode.CatalogUnavailable, "cannot be opened: said so (28P01); check PGUSER")]
    [InlineData("28000", StageErrorCode.CatalogUnavailable, "cannot be opened: said so (28000); check PGUSER")]
    [InlineData("42501", StageErrorCode.AccessDenied, "it wants an administrator of the catalog")]
    [InlineData("42P01", StageErrorCode.CatalogUnavailable, "holds no catalog yet")]
    [InlineData("3D000", StageErrorCode.CatalogUnavailable, "cannot be opened: said so (3D000).")]
    public void An_error_while_it_is_opened_is_told_by_its_number(string number, StageErrorCode code, string sentence)
    {
        var told = Errors.ExplainOpening(Refusal(number)).ShouldNotBeNull();
        (told.Code, told.Message.Contains(sentence, StringComparison.Ordinal)).ShouldBe((code, true), told.Message);
    }

    [Fact]
    public void A_connection_that_fails_is_told_by_what_happened_to_it()
    {
        var refused = new SocketException((int)SocketError.ConnectionRefused);
        Said(new NpgsqlException("x", new TimeoutException())).ShouldBe((StageErrorCode.CatalogBusy, "is kept busy by others"));
        Said(new NpgsqlException("x", new IOException("gone"))).ShouldBe((StageErrorCode.CatalogUnavailable, "was lost"));
        Said(new NpgsqlException("x", refused)).ShouldBe((StageErrorCode.CatalogUnavailable, "was lost"));
        Said(new ObjectDisposedException("it")).ShouldBe((StageErrorCode.CatalogUnavailable, "was lost"));
        Said(new NpgsqlException("no word of it.")).ShouldBe((StageErrorCode.CatalogUnavailable, "cannot be used: no word of it."));
        Errors.Explain(new InvalidOperationException()).ShouldBeNull();

        Errors.ExplainOpening(refused).ShouldNotBeNull().Message.ShouldEndWith("; check that the server runs, and its address and port.");
        Errors.ExplainOpening(new NpgsqlException("x", refused)).ShouldNotBeNull().Message.ShouldEndWith("; check that the server runs, and its address and port.");
        Errors.ExplainOpening(new NpgsqlException("x", new IOException("it broke."))).ShouldNotBeNull().Message.ShouldEndWith("cannot be opened: it broke.");
        Errors.ExplainOpening(new TimeoutException("it took long.")).ShouldNotBeNull().Message.ShouldEndWith("cannot be opened: it took long.");
        Errors.ExplainOpening(new NotSupportedException("no")).ShouldNotBeNull().Message.ShouldEndWith("the connection string does not suit it.");
        var own = Errors.NoCatalog("is something.");
        Errors.ExplainOpening(own).ShouldBeSameAs(own);
        Errors.ExplainOpening(new FormatException()).ShouldBeNull();

        static (StageErrorCode Code, string Sentence) Said(Exception error)
        {
            var told = Errors.Explain(error).ShouldNotBeNull();
            told.InnerException.ShouldBeSameAs(error);
            return (told.Code, new[] { "is kept busy by others", "was lost", "cannot be used: no word of it." }
                .Single(sentence => told.Message.Contains(sentence, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("57P01", "lost")]
    [InlineData("57P02", "lost")]
    [InlineData("57P03", "lost full")]
    [InlineData("57P05", "lost")]
    [InlineData("53300", "full")]
    [InlineData("40P01", "conflict")]
    [InlineData("40001", "conflict")]
    [InlineData("42P01", "unknown")]
    [InlineData("42703", "unknown")]
    [InlineData("42883", "unknown")]
    [InlineData("3F000", "unknown")]
    [InlineData("23505", "taken")]
    [InlineData("23503", "referred gone")]
    [InlineData("42501", "gone")]
    [InlineData("57014", "")]
    public void What_a_number_means_to_what_is_tried_next(string number, string meaning)
    {
        var refusal = Refusal(number);
        var told = new StageException(StageErrorCode.CatalogUnavailable, "It failed.", null, refusal);
        (string Word, bool Holds)[] meanings =
        [
            ("lost", TeamErrors.IsLost(refusal)), ("full", TeamErrors.IsFull(refusal)), ("conflict", TeamErrors.IsConflict(refusal)),
            ("unknown", TeamErrors.IsUnknown(refusal)), ("taken", TeamErrors.IsTaken(told)), ("referred", TeamErrors.IsReferred(told)), ("gone", TeamErrors.IsGone(told)),
        ];
        string.Join(' ', meanings.Where(static m => m.Holds).Select(static m => m.Word)).ShouldBe(meaning);
    }

    private static PostgresException Refusal(string number, string text = "said so") => new(text, "ERROR", "ERROR", number);
}
