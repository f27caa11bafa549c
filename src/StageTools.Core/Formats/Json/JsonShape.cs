namespace StageTools.Formats.Json;

/// <summary>What stands at one place of all objects of a file, and the SQL type that holds it without loss.</summary>
internal sealed class JsonShape
{
    /// <summary>So many keys are no columns of a structure any more, but those of a map.</summary>
    private const int MostFields = 200;

    // Each takes memory as long as the process knows the file.
    private const int MostNames = 100_000;

    // DuckDB's types lie inside each other; what lies deeper than this is one JSON text.
    private const int MostDepth = 50;

    private readonly List<(byte[] Utf8, string Name, JsonShape Shape)> _fields = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly ValueSample _values = new();
    private JsonShape? _item;
    private bool _isObject;
    private bool _hasNull;

    // A number that is no integer of 64 bits: DuckDB may write it otherwise than it stands.
    private bool _hasOtherNumber;
    private long _objects;
    private long _seenIn;

    /// <summary>Whether something else than an object stands here.</summary>
    public bool IsOther => _item is not null || !_values.IsEmpty || _hasNull;

    /// <summary>The keys, in the order in which they were found.</summary>
    public IReadOnlyList<string> Names => _fields.ConvertAll(static f => f.Name);

    /// <summary>Whether a number stands here or below whose digits a double does not hold.</summary>
    public bool HasInexact { get; private set; }

    /// <summary>Takes the value the reader stands on.</summary>
    /// <exception cref="FormatException">A number out of range, a key twice.</exception>
    /// <exception cref="InvalidOperationException">A text that is none.</exception>
    public void Add(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                AddObject(ref reader);
                break;
            case JsonTokenType.StartArray:
                _item ??= new JsonShape();
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                    _item.Add(ref reader);
                HasInexact |= _item.HasInexact;
                break;
            case JsonTokenType.Number:
                AddNumber(ref reader);
                break;
            case JsonTokenType.String:
                RequireText(ref reader);
                AddText(ref reader);
                break;
            case JsonTokenType.Null:
                _hasNull = true;
                break;
            default:
                _values.Add(true);
                break;
        }
    }

    /// <summary>Whether a number is one whose digits are lost where it is read as a double, and that this module's reader keeps.</summary>
    public static bool IsInexact(ReadOnlySpan<byte> number) =>
        number.Length > ValueSample.DigitsOfDouble && CanonicalText.Number(number) is not (null or long or double or BigInteger);

    /// <summary>Whether a number is an integer of 64 bits; minus zero is none.</summary>
    public static bool IsInt64(ref Utf8JsonReader reader, out long whole) =>
        reader.TryGetInt64(out whole) && (whole != 0 || reader.ValueSpan.Length == 1);

    /// <summary>Where numbers stand that are text to SQL, and that DuckDB may write otherwise; null where there are none.</summary>
    /// <param name="depth">How deep this lies in a row; a row itself lies at -1.</param>
    public JsonTexts? Texts(int depth = -1)
    {
        if (!_values.IsEmpty)
            return _hasOtherNumber && (_isObject || _item is not null || _values.Type == "VARCHAR") ? JsonTexts.Here : null;
        if ((_isObject && _item is not null) || depth == MostDepth)
            return null;
        if (_item is not null)
            return _item.Texts(depth + 1) is { } item ? new JsonTexts { Inside = item } : null;
        if (depth >= 0 && _fields.Count > MostFields)
            return Together().Texts(depth + 1) is { } any ? new JsonTexts { Inside = any } : null;
        if (depth >= 0 && !HasNames)
            return null;
        var fields = _fields.Select(f => (f.Name, Texts: f.Shape.Texts(depth + 1))).Where(static f => f.Texts is not null)
            .ToDictionary(static f => f.Name, static f => f.Texts!, StringComparer.Ordinal);
        return fields.Count > 0 ? new JsonTexts { Fields = fields } : null;
    }

    /// <summary>Whether such numbers stand here.</summary>
    public bool HasAny(JsonTexts texts) => texts.IsHere
        ? _hasOtherNumber
        : (texts.Inside is { } inside && _item?.HasAny(inside) is true) || _fields.Exists(f => texts.Of(f.Name) is { } of && f.Shape.HasAny(of));

    /// <summary>The SQL type.</summary>
    public string TypeOf(int depth = 0)
    {
        var kinds = (_isObject ? 1 : 0) + (_item is null ? 0 : 1) + (_values.IsEmpty ? 0 : 1);
        if (kinds != 1)
            return kinds == 0 || _values.IsEmpty ? "JSON" : "VARCHAR";
        if (!_values.IsEmpty)
            return _values.Type;
        if (depth == MostDepth)
            return "JSON";
        return _item is null ? TypeOfObject(depth) : _item.TypeOf(depth + 1) + "[]";
    }

    /// <summary>The types of the keys.</summary>
    public IEnumerable<(string Name, string Type)> Fields() => _fields.Select(static f => (f.Name, f.Shape.TypeOf()));

    /// <summary>Takes all that another shape has seen.</summary>
    public void Add(JsonShape other)
    {
        (_isObject, _hasNull, HasInexact) = (_isObject || other._isObject, _hasNull || other._hasNull, HasInexact || other.HasInexact);
        _hasOtherNumber |= other._hasOtherNumber;
        _values.Add(other._values);
        if (other._item is not null)
            (_item ??= new JsonShape()).Add(other._item);
        foreach (var (utf8, name, shape) in other._fields)
            Field(name, utf8).Add(shape);
    }

    private string TypeOfObject(int depth)
    {
        if (_fields.Count > MostFields)
            return $"MAP(VARCHAR, {Together().TypeOf(depth + 1)})";

        return !HasNames
            ? "JSON"
            : $"STRUCT({string.Join(", ", _fields.Select(f => $"{DuckDbText.Name(f.Name)} {f.Shape.TypeOf(depth + 1)}"))})";
    }

    // What no structure can name stays JSON.
    private bool HasNames
    {
        get
        {
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            return _fields.Count > 0 && _fields.TrueForAll(f => IsName(f.Name) && names.Add(f.Name));
        }
    }

    /// <summary>Whether SQL can say a name.</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal);

    private JsonShape Together()
    {
        var all = new JsonShape();
        foreach (var (_, _, shape) in _fields)
            all.Add(shape);
        return all;
    }

    private void AddObject(ref Utf8JsonReader reader)
    {
        _isObject = true;
        _objects++;
        for (var next = 0; reader.Read() && reader.TokenType is JsonTokenType.PropertyName; next++)
        {
            next = Place(ref reader, next);
            var (_, name, shape) = _fields[next];
            if (shape._seenIn == _objects)
                throw JsonValueParser.DuplicateKey(name);
            shape._seenIn = _objects;
            reader.Read();
            shape.Add(ref reader);
            HasInexact |= shape.HasInexact;
        }
    }

    // Most objects have the keys of the one before, in their order.
    private int Place(ref Utf8JsonReader reader, int next)
    {
        if (next < _fields.Count && reader.ValueTextEquals(_fields[next].Utf8))
            return next;
        if (!Utf8.IsValid(reader.ValueSpan))
            throw new InvalidOperationException();
        var name = reader.GetString()!;
        if (!_places.TryGetValue(name, out var place))
            Field(name, Encoding.UTF8.GetBytes(name));
        return _places.GetValueOrDefault(name, place);
    }

    private JsonShape Field(string name, byte[] utf8)
    {
        if (_fields.Count == MostNames && !_places.ContainsKey(name))
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"objects here have more than {MostNames} different keys, which SQL cannot make columns of"));
        }

        if (_places.TryAdd(name, _fields.Count))
            _fields.Add((utf8, name, new JsonShape()));
        return _fields[_places[name]].Shape;
    }

    private void AddNumber(ref Utf8JsonReader reader)
    {
        if (IsInt64(ref reader, out var whole))
        {
            _values.Add(whole);
            return;
        }

        _hasOtherNumber = true;
        var number = reader.ValueSpan;
        if (number.Length <= ValueSample.DigitsOfDouble && !number.ContainsAny((byte)'e', (byte)'E'))
        {
            _values.AddDouble();
            return;
        }

        switch (CanonicalText.Number(number))
        {
            case BigInteger big:
                _values.Add(big);
                break;
            case null or double:
                JsonValueParser.Nearest(number);
                _values.AddDouble();
                break;
            default:
                HasInexact |= IsInexact(number);
                _values.AddText(default);
                break;
        }
    }

    private void AddText(ref Utf8JsonReader reader) => _values.AddText(
        reader.ValueIsEscaped ? JsonValueParser.Unescaped(reader, stackalloc byte[JsonValueParser.LongestMoment]) : reader.ValueSpan);

    private static void RequireText(ref Utf8JsonReader reader)
    {
        if (!Utf8.IsValid(reader.ValueSpan))
            throw new InvalidOperationException();
        if (reader.ValueIsEscaped && reader.ValueSpan.IndexOf("\\u"u8) >= 0)
            _ = reader.GetString();
    }
}
