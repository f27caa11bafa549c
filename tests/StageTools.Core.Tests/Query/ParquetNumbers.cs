namespace StageTools.Core.Tests.Query;

/// <summary>Where the numbers of a Parquet file's headers and footer lie (Thrift's compact protocol): one that is changed leaves a file that parses, and says what is not so.</summary>
internal sealed class ParquetNumbers
{
    private const int Stop = 0, True = 1, False = 2, Byte = 3, Double = 7, Binary = 8, List = 9, Set = 10, Struct = 12;

    private readonly byte[] _file;
    private readonly List<int> _places = [];
    private int _at = 4;

    private ParquetNumbers(byte[] file) => _file = file;

    /// <summary>The places of all bytes of all numbers.</summary>
    public static IReadOnlyList<int> Of(byte[] file)
    {
        var numbers = new ParquetNumbers(file);
        var footer = file.Length - 8 - BitConverter.ToInt32(file, file.Length - 8);
        while (numbers._at < footer)
        {
            var size = numbers.ReadStruct();
            numbers._at += (int)size;
        }

        numbers._at = footer;
        numbers.ReadStruct();
        return numbers._places;
    }

    /// <summary>Reads a struct; gives its third field, which of a page's header is the page's size.</summary>
    private long ReadStruct()
    {
        var (field, third) = (0, 0L);
        while (_file[_at++] is var head && (head & 15) != Stop)
        {
            field = head >> 4 == 0 ? (int)(ReadVarint() >> 1) : field + (head >> 4);
            var number = ReadValue(head & 15);
            third = field == 3 ? number : third;
        }

        return third;
    }

    private long ReadValue(int type)
    {
        switch (type)
        {
            case True or False:
                return 0;
            case Byte:
                _places.Add(_at++);
                return 0;
            case Double:
                _at += 8;
                return 0;
            case Binary:
                var length = (int)ReadVarint();
                _at += length;
                return 0;
            case List or Set:
                var head = _file[_at++];
                var count = head >> 4 == 15 ? (int)ReadVarint() : head >> 4;
                for (var i = 0; i < count; i++)
                    ReadValue((head & 15) is True or False ? Byte : head & 15);

                return 0;
            case Struct:
                ReadStruct();
                return 0;
            default:
                var from = _at;
                var number = ReadVarint();
                _places.AddRange(Enumerable.Range(from, _at - from));
                return (long)(number >> 1);
        }
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = _file[_at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }
    }
}
