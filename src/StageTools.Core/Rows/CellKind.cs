namespace StageTools.Rows;

/// <summary>What a cell holds, and so by which of the column's methods it is read.</summary>
internal enum CellKind : byte
{
    /// <summary>NULL.</summary>
    Null,

    /// <summary>A long.</summary>
    Int64,

    /// <summary>A double.</summary>
    Double,

    /// <summary>A bool.</summary>
    Boolean,

    /// <summary>A decimal of up to 16 digits or so.</summary>
    Decimal,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A moment that is of no time zone.</summary>
    Timestamp,

    /// <summary>A text in UTF-8, as far as its source kept to it.</summary>
    Text,

    /// <summary>A value of any other type, and a text that was a string already.</summary>
    Object,
}
