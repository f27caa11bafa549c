namespace StageTools.Statements;

/// <summary><c>GRANT READ, WRITE ON STAGE name TO [ROLE] role</c>, and <c>REVOKE … FROM [ROLE] role</c>, on a team's catalog.</summary>
/// <param name="Name">The stage's name.</param>
/// <param name="Rights">What is granted, or taken back.</param>
/// <param name="Role">Whose it is; <c>PUBLIC</c> is everybody.</param>
public sealed record GrantStatement(StageName Name, StageRights Rights, string Role) : StageStatement
{
    /// <summary>Whether it takes back.</summary>
    public bool Revokes { get; init; }

    internal static StatementForm<GrantStatement> Granting { get; } = Form(revokes: false);

    internal static StatementForm<GrantStatement> Revoking { get; } = Form(revokes: true);

    private protected override void Write(StatementWriter writer) => (Revokes ? Revoking : Granting).Write(writer, this);

    private static StatementForm<GrantStatement> Form(bool revokes) =>
        StatementForm
            .Of(revokes ? "REVOKE" : "GRANT", new GrantStatement(StageName.User, StageRights.None, string.Empty) { Revokes = revokes })
            .Clause(
                static (cursor, s) => s with { Rights = TakeRights(cursor) },
                static (writer, s) => writer.Add(s.Rights.ToString().ToUpperInvariant()))
            .Words("ON STAGE")
            .Name(static s => s.Name, static (s, v) => s with { Name = v })
            .Words(revokes ? "FROM" : "TO")
            .Clause(static (cursor, s) => s with { Role = cursor.TakeRole() }, static (writer, s) => writer.Add("ROLE").Role(s.Role));

    private static StageRights TakeRights(StatementCursor cursor)
    {
        var rights = StageRights.None;
        do
        {
            var start = cursor.Peek().Start;
            var right = cursor.TryTake("READ") ? StageRights.Read
                : cursor.TryTake("WRITE") ? StageRights.Write
                : throw cursor.Expected("READ or WRITE", ["READ", "WRITE"]);
            rights = rights.HasFlag(right) ? throw cursor.Twice(start, right.ToString().ToUpperInvariant()) : rights | right;
        }
        while (cursor.TryTake(','));
        return rights;
    }
}

/// <summary><c>SHOW GRANTS [ON STAGE name] [FOR ROLE role]</c>, on a team's catalog.</summary>
/// <param name="Name">The stage; null for all.</param>
/// <param name="Role">The role; null for all.</param>
public sealed record ShowGrantsStatement(StageName? Name, string? Role) : StageStatement(static () => Form, changes: false)
{
    internal static StatementForm<ShowGrantsStatement> Form { get; } = StatementForm
        .Of("SHOW GRANTS", new ShowGrantsStatement(Name: null, Role: null))
            .Clause(
                static (cursor, s) => cursor.TryTakeAll("ON", "STAGE") ? s with { Name = cursor.TakeStageName() } : s,
                static (writer, s) => _ = s.Name is null ? writer : writer.Add("ON STAGE").Name(s.Name))
            .Clause(
                static (cursor, s) => cursor.TryTake("FOR") || cursor.TryTake("TO") ? s with { Role = cursor.TakeRole() } : s,
                static (writer, s) => _ = s.Role is null ? writer : writer.Add("FOR ROLE").Role(s.Role));
}
