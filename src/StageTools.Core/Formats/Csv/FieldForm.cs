namespace StageTools.Formats.Csv;

/// <summary>How a value's text is written.</summary>
internal enum FieldForm
{
    /// <summary>As it is.</summary>
    Bare,

    /// <summary>Between quotes, which are not counted in.</summary>
    Quoted,

    /// <summary>With doubled quotes or backslashes in it.</summary>
    Escaped,
}
