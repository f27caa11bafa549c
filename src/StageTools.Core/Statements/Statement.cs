namespace StageTools.Statements;

/// <summary>One statement of Databend's or MatrixOne's, or a query that is DuckDB's. What was not said is null. Two statements that say the same are
/// equal.</summary>
public abstract record Statement
{
    private readonly Func<IStatementForm>? _form;
    private readonly bool _changes;

    /// <summary>Makes a statement.</summary>
    /// <param name="form">How it is written; null where it says that itself.</param>
    /// <param name="changes">Whether it makes, changes or removes something.</param>
    private protected Statement(Func<IStatementForm>? form = null, bool changes = true) => (_form, _changes) = (form, changes);

    /// <summary>Whose statement it is, told by its own form (SEMANTICS, "Two dialects"); of a query <see cref="Dialect.Standard"/>.</summary>
    public Dialect Dialect { get; init; } = Dialect.Databend;

    /// <summary>Whether it makes, changes or removes something, so that one may want to be asked first.</summary>
    public virtual bool Changes => _changes;

    /// <summary>Whether the statement's own text holds a secret, so that it is to be kept and shown nowhere: a key, a password in a URL or a
    /// connection string. The secrets of its parameters do not stand in it.</summary>
    public bool HasSecrets
    {
        get
        {
            var writer = new StatementWriter(reveals: false);
            Write(writer);
            return writer.HasSecrets;
        }
    }

    /// <summary>The statement in its one canonical form, for showing: secrets are masked.</summary>
    public sealed override string ToString() => Print(reveals: false);

    /// <summary>Writes the statement.</summary>
    private protected virtual void Write(StatementWriter writer) => _form!().Write(writer, this);

    /// <summary>The statement in its canonical form, with its secrets or without; with them it reads back as an equal statement.</summary>
    /// <param name="reveals">Whether secrets are written.</param>
    /// <param name="quote">What another system puts around names that are not plain; null to write them as they are read here.</param>
    internal string Print(bool reveals, char? quote = null)
    {
        var writer = new StatementWriter(reveals, quote);
        Write(writer);
        return writer.ToString();
    }
}
