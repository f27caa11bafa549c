namespace StageTools.Formats.Parquet;

/// <summary>The footer of a Parquet file (FileMetaData of parquet.thrift, by whose numbers the fields go): where its row groups lie, and how they are
/// written down once they lie elsewhere. What tells no place stays as it is, byte by byte.</summary>
internal sealed class ParquetFooter
{
    private readonly byte[] _bytes;
    private readonly List<(Range Bytes, long From, long RowCount)> _groups = [];

    /// <summary>Reads a footer.</summary>
    /// <param name="bytes">The footer.</param>
    /// <param name="end">Where it begins in the file.</param>
    public ParquetFooter(byte[] bytes, long end)
    {
        (_bytes, End, Beside) = (bytes, end, end);
        var cursor = new CompactCursor(bytes);
        for (var field = 0; cursor.TryReadField(ref field, out var type);)
        {
            switch (field)
            {
                case Fields.RowCount:
                    RowCount = cursor.ReadInteger();
                    break;
                case Fields.Groups:
                    for (var left = cursor.ReadList().Count; left > 0; left--)
                        ReadGroup(ref cursor);
                    break;
                default:
                    cursor.Skip(type);
                    break;
            }
        }
    }

    /// <summary>How a place that it names is moved.</summary>
    /// <param name="place">The place in the file; none is 0.</param>
    /// <param name="isBeside">Whether what lies there is none of a row group's pages: an index, a filter.</param>
    private delegate long Move(long place, bool isBeside);

    private enum Level
    {
        Group,
        Chunk,
        Column,
    }

    /// <summary>Where it begins in the file.</summary>
    public long End { get; }

    /// <summary>Where in the file lies what is none of the row groups' pages; <see cref="End"/> where there is nothing.</summary>
    public long Beside { get; private set; }

    /// <summary>How many rows the file has.</summary>
    public long RowCount { get; private set; }

    /// <summary>Its row groups: where in the file their pages lie, and how many rows they have.</summary>
    public IReadOnlyList<(long From, long To, long RowCount)> Groups =>
        [.. _groups.Select((group, i) => (group.From, i + 1 < _groups.Count ? _groups[i + 1].From : Beside, group.RowCount))];

    /// <summary>The footer of a file of row groups that were in others of the same columns.</summary>
    /// <param name="groups">Them, in their new order: whose, which of its groups, and by how much its pages and what lies beside them moved.</param>
    public static Utf8Buffer Join(IReadOnlyList<(ParquetFooter Footer, int Group, long Pages, long Beside)> groups)
    {
        var first = groups[0].Footer;
        var to = new Utf8Buffer();
        var cursor = new CompactCursor(first._bytes);
        for (int field = 0, from = 0; cursor.TryReadField(ref field, out var type); from = cursor.At)
        {
            var head = first._bytes.AsSpan(from..cursor.At);
            cursor.Skip(type);
            switch (field)
            {
                case Fields.RowCount:
                    to.Append(head);
                    CompactCursor.WriteInteger(to, groups.Select(static g => g.Footer).Distinct().Sum(static f => f.RowCount));
                    break;
                case Fields.Groups:
                    to.Append(head);
                    CompactCursor.WriteList(to, groups.Count, CompactType.Struct);
                    for (var i = 0; i < groups.Count; i++)
                        groups[i].Footer.WriteGroup(groups[i].Group, i, groups[i].Pages, groups[i].Beside, to);
                    break;
                default:
                    to.Append(first._bytes.AsSpan(from..cursor.At));
                    break;
            }
        }

        to.Append((byte)CompactType.Stop);
        return to;
    }

    private void ReadGroup(ref CompactCursor cursor)
    {
        var (from, first) = (cursor.At, long.MaxValue);
        Copy(ref cursor, Level.Group, _groups.Count, to: null, (place, isBeside) =>
        {
            if (isBeside)
                Beside = Math.Min(Beside, place);
            else
                first = Math.Min(first, place);
            return place;
        });
        _groups.Add((from..cursor.At, first, RowCountOf(_bytes.AsSpan(from..cursor.At))));
    }

    private static long RowCountOf(ReadOnlySpan<byte> group)
    {
        var cursor = new CompactCursor(group);
        for (var field = 0; cursor.TryReadField(ref field, out var type); cursor.Skip(type))
        {
            if (field == Fields.GroupRowCount)
                return cursor.ReadInteger();
        }

        return 0;
    }

    private void WriteGroup(int group, int ordinal, long pages, long beside, Utf8Buffer to)
    {
        var cursor = new CompactCursor(_bytes.AsSpan(_groups[group].Bytes));
        Copy(ref cursor, Level.Group, ordinal, to, (place, isBeside) => place + (isBeside ? beside : pages));
    }

    /// <summary>Goes through a row group, or a part of it, and writes it with its places moved.</summary>
    private static void Copy(ref CompactCursor cursor, Level level, int ordinal, Utf8Buffer? to, Move move)
    {
        for (int field = 0, from = cursor.At; ; from = cursor.At)
        {
            var isMore = cursor.TryReadField(ref field, out var type);
            to?.Append(cursor.Since(from));
            if (!isMore)
                return;

            switch (level, field)
            {
                case (Level.Group, Fields.Chunks):
                    from = cursor.At;
                    var count = cursor.ReadList().Count;
                    to?.Append(cursor.Since(from));
                    for (; count > 0; count--)
                        Copy(ref cursor, Level.Chunk, ordinal, to, move);
                    break;
                case (Level.Chunk, Fields.Column):
                    Copy(ref cursor, Level.Column, ordinal, to, move);
                    break;
                case (Level.Group, Fields.Ordinal):
                    cursor.Skip(type);
                    Write(to, ordinal);
                    break;
                case (Level.Group, Fields.FirstPage) or (Level.Chunk, Fields.ChunkPlace)
                    or (Level.Column, Fields.DataPage or Fields.IndexPage or Fields.Dictionary):
                    Write(to, cursor.ReadInteger() is not 0 and var page ? move(page, false) : 0);
                    break;
                case (Level.Chunk, Fields.OffsetIndex or Fields.ColumnIndex) or (Level.Column, Fields.Bloom):
                    Write(to, cursor.ReadInteger() is not 0 and var other ? move(other, true) : 0);
                    break;
                default:
                    from = cursor.At;
                    cursor.Skip(type);
                    to?.Append(cursor.Since(from));
                    break;
            }
        }
    }

    private static void Write(Utf8Buffer? to, long value)
    {
        if (to is not null)
            CompactCursor.WriteInteger(to, value);
    }

    /// <summary>The numbers of fields: of FileMetaData, RowGroup, ColumnChunk and ColumnMetaData.</summary>
    private static class Fields
    {
        public const int RowCount = 3;
        public const int Groups = 4;

        public const int Chunks = 1;
        public const int GroupRowCount = 3;
        public const int FirstPage = 5;
        public const int Ordinal = 7;

        public const int ChunkPlace = 2;
        public const int Column = 3;
        public const int OffsetIndex = 4;
        public const int ColumnIndex = 6;

        public const int DataPage = 9;
        public const int IndexPage = 10;
        public const int Dictionary = 11;
        public const int Bloom = 14;
    }
}
