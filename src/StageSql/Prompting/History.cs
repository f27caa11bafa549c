using System.Text.RegularExpressions;

namespace StageTools.Terminal.Prompting;

/// <summary>What was typed before: kept in a file that is this user's alone, but for statements with secrets, which are gone with the
/// process.</summary>
internal sealed partial class History
{
    private const int MostEntries = 1000;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string? _file;
    private readonly Action? _makeFolder;
    private readonly List<string> _entries = [];

    /// <summary>Reads the history.</summary>
    /// <param name="file">Its file; null for one that ends with the process.</param>
    /// <param name="makeFolder">Makes the folder of the file where it is missing.</param>
    public History(string? file, Action? makeFolder = null)
    {
        (_file, _makeFolder) = (file, makeFolder);
        try
        {
            if (File.Exists(file))
            {
                string[] lines = [.. File.ReadLines(file).TakeLast(MostEntries)];
                _entries.AddRange(lines.Select(Unescape));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A history that cannot be read is none: the prompt works without.
            _file = null;
        }
    }

    /// <summary>The entries, the oldest first.</summary>
    public IReadOnlyList<string> Entries => _entries;

    /// <summary>Adds an entry.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="isSecret">Whether it is not to be written to the file.</param>
    public void Add(string text, bool isSecret)
    {
        if (_entries.Count > 0 && _entries[^1] == text)
            return;

        _entries.Add(text);
        if (_entries.Count > MostEntries)
            _entries.RemoveAt(0);

        if (!isSecret && _file is not null)
            Keep(Escape(text));
    }

    /// <summary>The latest entry before a place that has a text in it; -1 where there is none.</summary>
    public int FindBack(string text, int before) => _entries.Slice(0, Math.Clamp(before, 0, _entries.Count))
        .FindLastIndex(entry => entry.Contains(text, StringComparison.OrdinalIgnoreCase));

    private static string Escape(string text) => text.Replace("\\", @"\\", StringComparison.Ordinal).ReplaceLineEndings(@"\n");

    private static string Unescape(string line) => Escaped().Replace(line, static pair => pair.Value is @"\n" ? "\n" : pair.Value[1..]);

    [GeneratedRegex(@"\\.", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Escaped();

    private void Keep(string line)
    {
        try
        {
            _makeFolder?.Invoke();

            // Twice as many lines as entries are borne, so that the file is not written anew with every statement.
            var lines = File.Exists(_file) ? File.ReadAllLines(_file) : [];
            if (lines.Length >= 2 * MostEntries)
            {
                Write(FileMode.Create, [.. lines.TakeLast(MostEntries - 1), line]);
            }
            else
            {
                Write(FileMode.Append, line);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StageException)
        {
            // The statement matters, its history does not.
        }
    }

    private void Write(FileMode mode, params IReadOnlyList<string> lines)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;

        using var writer = new StreamWriter(_file!, options);
        foreach (var line in lines)
            writer.Write(line + "\n");
    }
}
