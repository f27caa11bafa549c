namespace StageTools.Formats.Csv;

/// <summary>The names of columns to which a file gives none.</summary>
internal static class HeaderNames
{
    /// <summary>The name of a column by its number, from 1.</summary>
    public static string Of(int number) => $"c{number}";

    /// <summary>Gives a name to each column of a header that has the empty one: by its number, or by the next that no column is called by.</summary>
    public static void Complete(string[] names)
    {
        var taken = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        var number = 0;
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i].Length > 0)
                continue;

            for (number = Math.Max(number, i) + 1; !taken.Add(Of(number));)
                number++;
            names[i] = Of(number);
        }
    }
}
