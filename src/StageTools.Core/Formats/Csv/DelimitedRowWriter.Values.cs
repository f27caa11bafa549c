using StageTools.Formats.Text;

namespace StageTools.Formats.Csv;

internal abstract partial class DelimitedRowWriter
{
    /// <summary>The values that are neither the commonest numbers nor text.</summary>
    private sealed class DelimitedValueWriter(DelimitedRowWriter row)
    {
        private readonly Utf8Buffer _nested = new();

        public void Write(object value)
        {
            if (!TryWriteKnown(value))
                WriteConverted(value);
        }

        private bool TryWriteKnown(object value)
        {
            if (value is string text)
            {
                row.WriteText(text);
                return true;
            }

            if (NumberText.IsTooLong(value))
                throw row.Refused($"an integer of more than {NumberText.MostDigits} digits cannot be read back; export it as text");
            if (NumberText.IsNaN(value))
                row.Buffer.Append(row.NanBytes);
            else if (!MomentText.TryWrite(row.Buffer, value) && !NumberText.TryWrite(row.Buffer, value))
                return TryWriteAsText(value);
            row.CloseNumber();
            return true;
        }

        private bool TryWriteAsText(object value)
        {
            if (OtherValue.IsNull(value))
                row.WriteNull();
            else if (OtherValue.Of(value) is { } text)
                row.WriteText(text);
            else if (OtherValue.TryBytes(value, out var bytes))
                row.WriteBytes(OtherValue.Encoded(bytes, row.Layout.BinaryFormat));
            else if (OtherValue.IsStructure(value))
                WriteJson(value);
            else
                return false;
            return true;
        }

        private void WriteConverted(object value)
        {
            var other = row.Convert is null ? value : row.Convert(value);
            if (other is null)
                row.WriteNull();
            else if (ReferenceEquals(other, value) || !TryWriteKnown(other))
                WriteUnknown(other);
        }

        private void WriteUnknown(object value)
        {
            if (value is System.Collections.IEnumerable)
                WriteJson(value);
            else
                row.WriteText(OtherValue.Invariant(value));
        }

        private void WriteJson(object value)
        {
            _nested.Truncate(0);
            row.Json.WriteStructure(_nested, value);
            row.WriteValid(_nested.Written);
        }
    }
}
