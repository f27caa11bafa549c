namespace StageTools.Formats.Options;

/// <summary>Whose CSV and TSV it is: what holds where a single option says nothing (SEMANTICS, "Two dialects").</summary>
public enum Dialect
{
    /// <summary>RFC 4180: a header, NULL as nothing, empty text as two quotes, text quoted where it must be.</summary>
    Standard,

    /// <summary>Databend: no header, NULL as <c>\N</c>, text always quoted, a bare nothing is NULL.</summary>
    Databend,

    /// <summary>MatrixOne: a header, NULL as <c>\N</c>, text always quoted, a backslash doubled.</summary>
    MatrixOne,
}
