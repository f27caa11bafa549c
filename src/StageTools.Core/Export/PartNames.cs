namespace StageTools.Export;

/// <summary>What the files of an export are called.</summary>
internal sealed partial class PartNames(ExportTarget target)
{
    private const string First = "_00000000";

    private readonly Dictionary<string, int> _counts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name says where the numbers of its parts stand (MatrixOne: <c>%d</c>, <c>%05d</c>, <c>%010d</c>).</summary>
    public static bool IsNumbered(string name) => Place().IsMatch(name);

    /// <summary>A name with the date and the time in it (MatrixOne: <c>%Y-%m-%d</c>, and <c>%H</c>, <c>%M</c>, <c>%S</c>). Without a year
    /// <c>%d</c> is the number of a part.</summary>
    public static string Dated(string name, DateTimeOffset now) => !name.Contains("%Y", StringComparison.Ordinal) ? name
        : Moments().Replace(name, piece => now.ToString(
            piece.ValueSpan[1] switch { 'Y' => "yyyy", 'm' => "MM", 'd' => "dd", 'H' => "HH", 'M' => "mm", _ => "ss" },
            CultureInfo.InvariantCulture));

    /// <summary>The target of a shard, which stands in the names in place of the id: <c>data_03-of-16_0000_00000000.csv</c>.</summary>
    public static ExportTarget OfShard(ExportTarget target, Shard shard)
    {
        var (name, id) = (target.File.Name, Made().Match(target.File.Name).Groups["id"]);
        return target with { File = target.File.Parent.Append(name[..id.Index] + IdOf(shard) + name[(id.Index + id.Length)..]) };
    }

    /// <summary>What the names of a row of files begin with, whatever their numbers and formats are.</summary>
    public static string StemOf(StageKey file) => file.Name[..file.Name.LastIndexOf(First, StringComparison.Ordinal)];

    /// <summary>What stands before a name that was made up; empty for most.</summary>
    public static string PrefixOf(StageKey file) => file.Name[..Made().Match(file.Name).Index];

    /// <summary>Whether a file has the name of a part of such a row.</summary>
    public static bool IsOf(string stem, string name) =>
        name.StartsWith(stem, StringComparison.Ordinal) && Number().IsMatch(name.AsSpan(stem.Length));

    /// <summary>Of how many shards the one is that wrote a file; null for one that was no shard's.</summary>
    public static int? ShardsOf(string name) =>
        Made().Match(name) is { Success: true } match && match.Groups["id"].Value.Split("-of-") is [_, var count] ? Shard.Number(count) : null;

    /// <summary>Whether a file of a folder has the name of a part that an export made.</summary>
    public static bool IsPart(string name) => Made().Match(name) is { Success: true, Index: 0 };

    /// <summary>The names that are made up, as a folder is asked for them.</summary>
    public static NameSelection MadeUp { get; } = new("data_", IsPart);

    /// <summary>The id in a name that was made up; null for any other.</summary>
    public static string? IdOf(StageKey file) =>
        Made().Match(file.Name) is { Success: true } match && ShardsOf(file.Name) is null ? match.Groups["id"].Value : null;

    /// <summary>The name that a part of this number has, or would have, where the target is a file's name.</summary>
    public StageKey Numbered(int number) => Numbered(target.File, number);

    /// <summary>The name of the next file in a folder, relative to the target's; null for the target's own.</summary>
    /// <param name="folder">The folder; nothing for the target's own.</param>
    /// <param name="mayBeMany">Whether more files may follow it there.</param>
    /// <exception cref="StageException"><c>ValueNotRepresentable</c>: stores would write the folder's name in another way.</exception>
    public StageKey Next(string? folder, bool mayBeMany)
    {
        if (!target.IsFolder)
            return mayBeMany ? Numbered(target.File, Count(target.File)) : target.File;

        if (folder is not null && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(folder)) != folder)
            throw StageErrorCode.ValueNotRepresentable.Error($"The folder '{folder}' {JsonValueWriter.LoneSurrogate}.", folder);

        var into = string.IsNullOrEmpty(folder) ? target.File.Parent : target.File.Parent.Append(folder);
        return into.Append(Generated(Count(into)));
    }

    private static string IdOf(Shard shard)
    {
        var count = shard.Count.ToString(CultureInfo.InvariantCulture);
        return $"{shard.Index.ToString(CultureInfo.InvariantCulture).PadLeft(count.Length, '0')}-of-{count}";
    }

    // By the key itself: a folder may be written in more than one way (x and x/), and where case does not count X and x are one.
    private int Count(StageKey at) => _counts[at.Value] = _counts.GetValueOrDefault(at.Value, -1) + 1;

    private string Generated(int number)
    {
        var name = target.File.Name;
        var at = name.LastIndexOf(First, StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{name[..at]}_{number:D8}{name[(at + First.Length)..]}");
    }

    // MatrixOne's: by a %d or %05d in the name, else file.csv, file.csv.1, file.csv.2.
    private static StageKey Numbered(StageKey file, int number)
    {
        var place = Place().Match(file.Name);
        if (!place.Success)
            return number == 0 ? file : StageKey.Parse(string.Create(CultureInfo.InvariantCulture, $"{file.Value}.{number}"));

        var width = place.Groups["width"].Value is { Length: > 0 } digits ? int.Parse(digits, CultureInfo.InvariantCulture) : 1;
        var name = file.Name[..place.Index]
            + number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0')
            + file.Name[(place.Index + place.Length)..];
        return StageKey.Parse(file.Value[..^file.Name.Length] + name);
    }

    [GeneratedRegex("%(?:0(?<width>[1-9][0-9]?))?d", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Place();

    [GeneratedRegex("%[YmdHMS]", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Moments();

    [GeneratedRegex(
        @"data_(?<id>[0-9a-f]{32}|[0-9]{1,10}-of-[0-9]{1,10})_[0-9]{4}_[0-9]{8}(\.|\z)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Made();

    [GeneratedRegex(@"\A_[0-9]{8}(\.|\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Number();
}
