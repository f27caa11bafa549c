using StageTools.Errors;
using StageTools.Formats.Options;

namespace StageTools.Statements.Parsing;

/// <summary>Finds out whose statement one is by what only one of the two systems has.</summary>
internal sealed class DialectFinding(StatementCursor cursor)
{
    private string? _sign;

    /// <summary>Whose it is; where nothing tells, the script's.</summary>
    public Dialect Dialect { get; private set; } = cursor.Context.Neutral;

    /// <summary>Notes what only one of them has.</summary>
    /// <exception cref="StageException">The other one's stands before it.</exception>
    public void Note(Dialect dialect, string sign, int position)
    {
        if (_sign is not null && dialect != Dialect)
        {
            throw cursor.Refuse(position, $"{sign} is {dialect}'s, and {_sign} before it {Dialect}'s; a statement is of one of the two, so say it all in its words");
        }

        (_sign, Dialect) = (_sign ?? sign, dialect);
    }
}
