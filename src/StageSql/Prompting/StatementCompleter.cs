using System.Buffers;
using System.Text.RegularExpressions;
using StageTools.Stages;

namespace StageTools.Terminal.Prompting;

/// <summary>Completes statements: words, stages and their files, files of this machine.</summary>
internal sealed partial class StatementCompleter(StageEngine engine)
{
    private const string LocalScheme = "fs://";
    private static readonly SearchValues<char> BetweenWords = SearchValues.Create(" \t\n(){}=,;");
    private static readonly SearchValues<char> WantQuotes = SearchValues.Create(" \t\n(){}=,;'\"");
    private readonly StageCompletion _stages = new(() => engine.Stages, () => engine.Files);

    /// <summary>What the word that ends at the caret may become.</summary>
    public Completion Complete(string text, int caret)
    {
        var typed = text[StatementStart(text, caret)..caret];
        var start = caret - WordLength(typed);
        var word = text[start..caret];
        string? quote = word is ['\'' or '"', ..] ? word[..1] : null;
        var bare = quote is null ? word : word[1..].Replace(quote + quote, quote, StringComparison.Ordinal);
        var before = WordsOf(typed[..^word.Length]);
        return Paths(bare, before) is { } paths
            ? OfPaths(paths, quote, start)
            : new Completion(quote is null ? start : start + 1, Words(bare, before));
    }

    // A path that would be several words without quotes gets them.
    private static Completion OfPaths(IReadOnlyList<string> paths, string? quote, int start)
    {
        if (quote is not null)
            return new Completion(start + 1, [.. paths.Select(path => Doubled(path, quote))]);

        if (!paths.Any(static path => path.AsSpan().ContainsAny(WantQuotes)))
            return new Completion(start, paths);

        // Behind a folder more is typed, behind a file nothing.
        var end = paths is [[.., not '/']] ? "'" : string.Empty;
        return new Completion(start, [.. paths.Select(path => $"'{Doubled(path, "'")}{end}")]);
    }

    private static string Doubled(string path, string quote) => path.Replace(quote, quote + quote, StringComparison.Ordinal);

    private IReadOnlyList<string>? Paths(string word, IReadOnlyList<string> before)
    {
        if (StagePath.IsStagePath(word))
            return StagePaths(word);

        if (word.StartsWith(LocalScheme, StringComparison.OrdinalIgnoreCase))
            return LocalPaths.Complete(word[LocalScheme.Length..]).Select(static path => LocalScheme + path).ToList();

        return before is ["PUT" or "put"] or ["GET" or "get", _] && word.Length > 0 ? LocalPaths.Complete(word) : null;
    }

    private IReadOnlyList<string> Words(string word, IReadOnlyList<string> before) => StatementWords.WantsStageName(before)
        ? _stages.StageNames(word)
        : [.. StatementWords.After(before).Where(w => w.StartsWith(word, StringComparison.OrdinalIgnoreCase))];

    // Of several statements the one that the caret stands in counts.
    private static int StatementStart(string text, int caret)
    {
        var start = 0;
        foreach (var statement in StatementScript.Read(text[..caret]))
        {
            start = statement.Start + statement.Length < caret
                && text.IndexOf(';', statement.Start + statement.Length) is >= 0 and var end
                && end < caret
                ? end + 1
                : start;
        }

        return start;
    }

    private static int WordLength(string typed)
    {
        var open = OpenQuote(typed);
        var start = open >= 0 ? open : typed.AsSpan().LastIndexOfAny(BetweenWords) + 1;
        return typed.Length - start;
    }

    private static int OpenQuote(string typed)
    {
        var open = -1;
        for (var i = 0; i < typed.Length; i++)
        {
            if (open < 0)
            {
                open = typed[i] is '\'' or '"' ? i : -1;
            }
            else if (typed[i] == typed[open])
            {
                // A doubled one is a character of the text.
                var isDoubled = i + 1 < typed.Length && typed[i + 1] == typed[i];
                (open, i) = isDoubled ? (open, i + 1) : (-1, i);
            }
        }

        return open;
    }

    private static IReadOnlyList<string> WordsOf(string typed) => [.. Word().Matches(typed).Select(static word => word.Value)];

    // A bracket and an equals sign are words of their own.
    [GeneratedRegex(@"[(){}=]|[^ \t\n,;(){}=]+", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Word();

    private IReadOnlyList<string> StagePaths(string word)
    {
        var slash = word.LastIndexOf('/');
        if (slash < 0)
            return [.. _stages.StageNames(word[1..]).Select(static name => "@" + name + "/")];

        var folder = word[..(slash + 1)];
        return [.. _stages.Items(folder, word[(slash + 1)..]).Select(item => folder + item.Name + (item.IsFolder ? "/" : string.Empty))];
    }
}

/// <summary>Completes paths of this machine.</summary>
internal static class LocalPaths
{
    private const int MostItems = 1000;

    /// <summary>The files and folders whose paths begin with a text.</summary>
    public static IReadOnlyList<string> Complete(string path)
    {
        var slash = path.LastIndexOfAny(['/', Path.DirectorySeparatorChar]) + 1;
        var (folder, name) = (path[..slash], path[slash..]);
        try
        {
            return [.. new DirectoryInfo(folder.Length == 0 ? "." : folder).EnumerateFileSystemInfos(name + "*")
                .Where(item => item.Name.StartsWith(name, StringComparison.Ordinal) && (name.Length > 0 || !item.Name.StartsWith('.')))
                .Take(MostItems)
                .Select(item => folder + item.Name + (item is DirectoryInfo ? "/" : string.Empty))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A folder that is not there has no files.
            return [];
        }
    }
}
