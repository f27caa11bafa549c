using System.Numerics;
using System.Text;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

public sealed class JsonTests
{
    [Fact]
    public void NDJSON_is_an_object_a_line() =>
        Text(RowFile.NdJson, [1, "x"], [null, true]).ShouldBe("{\"a\":1,\"b\":\"x\"}\n{\"a\":null,\"b\":true}\n");

    [Fact]
    public void JSON_is_one_array_with_an_object_a_line() =>
        Text(RowFile.Json, [1, "x"], [2, "y"]).ShouldBe("[\n{\"a\":1,\"b\":\"x\"},\n{\"a\":2,\"b\":\"y\"}\n]\n");

    [Fact]
    public void JSON_without_rows_is_an_empty_array() => Text(RowFile.Json).ShouldBe("[\n]\n");

    [Fact]
    public void Text_is_escaped_where_JSON_asks_for_it_and_nowhere_else() =>
        RowFile.WriteOne(RowFile.NdJson, "\"\\/\b\f\n\r\t\u0001ä😀<&'\u2028").ShouldBe("{\"a\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001ä😀<&'\u2028\"}");

    [Fact]
    public void Objects_and_lists_keep_their_structure() =>
        RowFile.WriteOne(RowFile.NdJson, new Dictionary<int, object> { [1] = new List<int> { 1, 2 }, [2] = Array.Empty<int>() })
            .ShouldBe("{\"a\":{\"1\":[1,2],\"2\":[]}}");

    [Fact]
    public void Two_keys_that_are_written_alike_are_refused_however_they_come()
    {
        object[] twins =
        [
            new Dictionary<object, object?> { [1] = "a", ["1"] = "b" },
            new List<KeyValuePair<string, object?>> { new("1", "a"), new("2", "x"), new("1", "b") },
        ];
        foreach (var format in (FileFormat[])[RowFile.Csv, RowFile.Tsv, RowFile.NdJson, RowFile.Json])
        {
            foreach (var twin in twins)
            {
                RowFile.WriteFails(format, twin).Message.ShouldContain("two keys that are written '1'");
                RowFile.WriteFails(format, (object[])[1, twin]).Message.ShouldContain("two keys that are written '1'");
            }
        }
    }

    [Fact]
    public void A_set_is_a_list() => RowFile.WriteOne(RowFile.NdJson, new HashSet<int> { 1 }).ShouldBe("{\"a\":[1]}");

    [Fact]
    public void Signed_bytes_are_numbers_not_binary() => RowFile.WriteOne(RowFile.NdJson, (sbyte[])[-1, 2]).ShouldBe("{\"a\":[-1,2]}");

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("-0", -0.0)]
    [InlineData("1.5", 1.5)]
    [InlineData("1e5", 100000.0)]
    [InlineData("1E400000000000000000000", null)]
    [InlineData("\"2026-01-02\"", "2026-01-02")]
    [InlineData("true", true)]
    [InlineData("null", null)]
    public void Values_come_back_typed(string json, object? value)
    {
        if (json.StartsWith("1E4", StringComparison.Ordinal))
            RowFile.ReadFails(RowFile.NdJson, $"{{\"a\":{json}}}").Message.ShouldContain("out of range");
        else
            RowFile.ReadOne(RowFile.NdJson, $"{{\"a\":{json}}}").ShouldBe(value);
    }

    [Theory]
    [InlineData("2026-03-01T10:00:00\\u002B02:00")]
    [InlineData("\\u0032026-03-01T10\\u003a00:00+02:00")]
    public void A_text_with_escapes_is_the_moment_that_it_is_without_them(string text)
    {
        var moment = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.FromHours(2));
        RowFile.ReadOne(RowFile.NdJson, $"{{\"a\":\"{text}\"}}", new RowReadOptions(InferTypes: true)).ShouldBe(moment);
        var everywhere = string.Concat("2026-03-01T10:00:00.1234567+02:00".Select(static c => $"\\u{(int)c:x4}"));
        RowFile.ReadOne(RowFile.NdJson, $"{{\"a\":[\"{everywhere}\"]}}", new RowReadOptions(InferTypes: true))
            .ShouldBe(new object?[] { moment.AddTicks(1234567) });
    }

    [Fact]
    public void Text_with_escapes_that_is_no_moment_is_text()
    {
        foreach (var text in (string[])["+02:00", new string('+', 36), new string('+', 37), "2026-03-01T10:00:00+02:00x"])
        {
            var escaped = text.Replace("+", "\\u002b", StringComparison.Ordinal);
            RowFile.ReadOne(RowFile.NdJson, $"{{\"a\":\"{escaped}\"}}", new RowReadOptions(InferTypes: true)).ShouldBe(text);
        }
    }

    [Fact]
    public void An_integer_that_no_long_holds_is_a_BigInteger() =>
        RowFile.ReadOne(RowFile.NdJson, "{\"a\":9223372036854775808}").ShouldBe(BigInteger.Pow(2, 63));

    [Fact]
    public void A_fraction_that_no_double_prints_is_a_decimal() => RowFile.ReadOne(RowFile.NdJson, "{\"a\":1.10}").ShouldBe(1.10m);

    [Fact]
    public void An_object_keeps_the_order_of_its_keys()
    {
        var value = RowFile.ReadOne(RowFile.NdJson, "{\"a\":{\"z\":1,\"b\":[2,null],\"Z\":{}}}")
            .ShouldBeAssignableTo<IReadOnlyDictionary<string, object?>>()!;
        value.Keys.ShouldBe(["z", "b", "Z"]);
        value["b"].ShouldBe(new object?[] { 2L, null });
        value.ContainsKey("y").ShouldBeFalse();
        value.TryGetValue("z", out var z).ShouldBeTrue();
        z.ShouldBe(1L);
    }

    [Fact]
    public void As_text_a_value_is_its_own_JSON() =>
        RowFile.Read(RowFile.NdJson, "{\"a\":1.0,\"b\":{\"x\": [1]},\"c\":\"t\",\"d\":null,\"e\":true}", new RowReadOptions(AsText: true))[0]
            .Values.ShouldBe(["1.0", "{\"x\": [1]}", "t", null, "true"]);

    [Fact]
    public void Each_row_has_the_columns_of_its_own_keys()
    {
        var rows = RowFile.Read(RowFile.NdJson, "{\"a\":1,\"b\":2}\n{\"a\":3}\n{\"a\":4,\"c\":5}\n{}\n{\"c\":6,\"a\":7}\n");
        rows.Select(static r => string.Join(',', r.Columns)).ShouldBe(["a,b", "a", "a,c", "", "c,a"]);
        rows[^1].Values.ShouldBe([6L, 7L]);
    }

    [Fact]
    public void Rows_with_the_same_keys_share_their_list_of_columns()
    {
        var rows = RowFile.Read(RowFile.Json, "[{\"a\":1},{\"a\":2}]");
        rows[0].Columns.ShouldBeSameAs(rows[1].Columns);
    }

    [Theory]
    [InlineData("[{\"a\":1},\n {\"a\":2}]")]
    [InlineData("{\"a\":1}{\"a\":2}")]
    [InlineData(" {\"a\":1}\n\n[ ] [{\"a\":2}]\n")]
    [InlineData("\uFEFF[\r\n{\"a\":1}\r\n,\r\n{\"a\":2}\r\n]\r\n")]
    public void JSON_takes_arrays_and_objects_one_after_another(string json) =>
        RowFile.Read(RowFile.Json, json).Select(static r => r.Values[0]).ShouldBe([1L, 2L]);

    [Fact]
    public void Brackets_in_text_are_text() => RowFile.Read(RowFile.Json, "[{\"a\":\"}]\\\"{\\\\\"}]")[0].Values.ShouldBe(["}]\"{\\"]);

    [Fact]
    public void NDJSON_skips_blank_lines() => RowFile.Read(RowFile.NdJson, "\n{\"a\":1}\r\n  \n{\"a\":2}").Count.ShouldBe(2);

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":}\n", "line 2: this is not valid JSON")]
    [InlineData("{\"a\":1}\n[1]\n", "line 2: an object is wanted")]
    [InlineData("{\"a\":1} {\"a\":2}\n", "line 1: this is not valid JSON")]
    [InlineData("\n{\"a\":1\n}\n", "line 2: this is not valid JSON")]
    [InlineData("{\"a\":1,\"a\":2}\n", "line 1: the object has two keys 'a'")]
    [InlineData("{\"a\":{\"b\":1,\"b\":2}}\n", "line 1: the object has two keys 'b'")]
    [InlineData("{\"a\":\"\\uD800\"}\n", "line 1: a text here is not valid UTF-8")]
    public void A_bad_line_of_NDJSON_is_refused_with_its_number(string text, string message) =>
        RowFile.ReadFails(RowFile.NdJson, text).Message.ShouldContain(message);

    [Theory]
    [InlineData("[{\"a\":1}\n,\n{\"a\":x}]", "line 3: this is not valid JSON")]
    [InlineData("[{\"a\":1}\n{\"a\":2}]", "line 2: after an object of the array a comma")]
    [InlineData("[{\"a\":1},\n]", "line 2: an object is wanted here")]
    [InlineData("[1,2]", "line 1: an object is wanted here")]
    [InlineData("[{\"a\":1},", "the array is never closed")]
    [InlineData("[{\"a\":1}", "the array is never closed")]
    [InlineData("[\n{\"a\":[1}", "the object that begins on or after this line is never closed")]
    [InlineData("[{\"a\":[1}]}]", "line 1: this is not valid JSON")]
    [InlineData("]", "line 1: an object is wanted here")]
    public void A_bad_JSON_file_is_refused_with_the_line(string text, string message) =>
        RowFile.ReadFails(RowFile.Json, text).Message.ShouldContain(message);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_with_their_line() =>
        RowFile.ReadFails(RowFile.Json, [.. "[\n{\"a\":\n\""u8, 0xE4, .. "\"}]"u8]).Message.ShouldContain("line 3: a text here is not valid UTF-8");

    [Fact]
    public void Values_as_deep_as_the_writer_goes_are_read()
    {
        var row = RowFile.Read(RowFile.Json, RowFile.Write(RowFile.Json, ["a"], [[Nested(64)]])).ShouldHaveSingleItem();
        row.Values[0].ShouldBeOfType<object?[]>();
    }

    [Fact]
    public void Deeper_values_are_refused() => RowFile.WriteFails(RowFile.Json, Nested(65)).Message.ShouldContain("64 deep");

    [Fact]
    public void A_list_that_holds_itself_is_refused()
    {
        var list = new List<object?>();
        list.Add(list);
        RowFile.WriteFails(RowFile.Csv, list).Message.ShouldContain("hold themselves");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void JSON_has_no_NaN_and_no_infinity(object value)
    {
        RowFile.WriteFails(RowFile.NdJson, value).Message.ShouldContain("no JSON value");
        RowFile.WriteFails(RowFile.Json, value).Code.ShouldBe(StageErrorCode.ValueNotRepresentable);
    }

    private static object?[] Nested(int depth) => depth == 1 ? [] : [Nested(depth - 1)];

    private static string Text(FileFormat format, params object?[][] rows) => Encoding.UTF8.GetString(RowFile.Write(format, ["a", "b"], rows));
}
