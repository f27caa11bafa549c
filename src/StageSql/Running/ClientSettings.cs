namespace StageTools.Terminal.Running;

/// <summary>What the command line said.</summary>
internal sealed record ClientSettings
{
    /// <summary>Script files; <c>-</c> is standard input.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>Texts of statements that stood on the command line.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>How results are written; null for what fits.</summary>
    public OutputFormat? Format { get; init; }

    /// <summary>Whether the columns' names stand above their values.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Whether nothing is told but results and errors.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Whether statements behind one that failed are run all the same.</summary>
    public bool ContinuesOnError { get; init; }

    /// <summary>Whose a statement is where its form does not tell.</summary>
    public Dialect Dialect { get; init; } = Dialect.Databend;

    /// <summary>The catalog; null for the environment's.</summary>
    public string? Catalog { get; init; }

    /// <summary>With what statements are run; paths as they were given.</summary>
    public StatementSettings Run { get; init; } = new();

    /// <summary>Those values of parameters that stood on the command line.</summary>
    public IReadOnlySet<string> ArgumentValues { get; init; } = new HashSet<string>(StringComparer.Ordinal);
}
