using System.Text;

namespace StageTools.Terminal.Teaching;

/// <summary>Writes lines without the blanks at their ends, which columns leave there.</summary>
internal sealed class BlankTrimmingWriter(TextWriter output) : TextWriter
{
    private int _blanks;

    /// <inheritdoc/>
    public override Encoding Encoding => output.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (value == ' ')
        {
            _blanks++;
            return;
        }

        if (value is not ('\r' or '\n'))
            output.Write(new string(' ', _blanks));

        _blanks = 0;
        output.Write(value);
    }

    /// <inheritdoc/>
    public override void Flush() => output.Flush();
}
