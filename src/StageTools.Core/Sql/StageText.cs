namespace StageTools.Sql;

/// <summary>The forms in which statements write stage paths: Databend's <c>@stage/key</c>, MatrixOne's <c>stage://stage/key</c> and
/// <c>stage:/key</c>.</summary>
internal static class StageText
{
    private const string Scheme = "stage://";

    /// <summary>Whether a text has one of the forms; of the last one only the catalog knows whether its first part names a stage.</summary>
    public static bool IsStagePath(string text) => StagePath.IsStagePath(text) || HasScheme(text) || IsShort(text);

    /// <summary>Whether the text has the form <c>name:/key</c>, which may be a path of the file system as well (<c>C:/data</c>).</summary>
    public static bool IsShort(string text)
    {
        var colon = text.IndexOf(":/", StringComparison.Ordinal);
        return colon > 0 && !text.AsSpan(colon).StartsWith("://") && StageName.TryParse(text[..colon], out _);
    }

    /// <summary>The path as <c>@stage/key</c>; a missing or doubled <c>/</c> between the two is mended.</summary>
    public static string ToStagePath(string text)
    {
        if (HasScheme(text))
        {
            var path = text[Scheme.Length..].TrimStart('/');
            var slash = path.IndexOf('/', StringComparison.Ordinal);
            return slash < 0 ? "@" + path : $"@{path[..slash]}/{path[slash..].TrimStart('/')}";
        }

        if (IsShort(text))
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return $"@{text[..colon]}/{text[(colon + 1)..].TrimStart('/')}";
        }

        return text;
    }

    private static bool HasScheme(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
}
