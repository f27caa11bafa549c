namespace StageTools.Formats.Options;

/// <summary>The text that bytes are written as (Databend: BINARY_FORMAT).</summary>
public enum BinaryFormat
{
    /// <summary>Two hexadecimal digits a byte, in lower case: the default in CSV and TSV.</summary>
    Hex,

    /// <summary>Base64, RFC 4648: the default in JSON.</summary>
    Base64,
}
