namespace StageTools.Query;

/// <summary>A column of a result.</summary>
/// <param name="Name">Its name; no two of a result are the same, in any case.</param>
/// <param name="Type">What its values are; <see cref="object"/> where they vary: a whole number that may be larger than a long, an interval.</param>
/// <param name="SqlType">Its type in SQL.</param>
public sealed record QueryColumn(string Name, Type Type, string SqlType);
