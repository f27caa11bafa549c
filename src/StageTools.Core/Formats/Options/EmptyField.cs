namespace StageTools.Formats.Options;

/// <summary>What a reader makes of a bare nothing between two delimiters (Databend: EMPTY_FIELD_AS).</summary>
public enum EmptyField
{
    /// <summary>NULL.</summary>
    Null,

    /// <summary>The empty text (STRING).</summary>
    Text,

    /// <summary>The default of the column. A row knows of none: NULL there.</summary>
    FieldDefault,
}
