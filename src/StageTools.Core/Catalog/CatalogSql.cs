namespace StageTools.Catalog;

/// <summary>The SQL of a catalog's tables, each step in a file of its own beside the type that runs it.</summary>
internal static class CatalogSql
{
    /// <summary>The text of a file.</summary>
    /// <param name="beside">A type of the folder that the file lies in.</param>
    /// <param name="name">The file's name without its suffix.</param>
    public static string Of(Type beside, string name)
    {
        using var reader = new StreamReader(beside.Assembly.GetManifestResourceStream(beside, $"{name}.sql")!);
        return reader.ReadToEnd();
    }
}
