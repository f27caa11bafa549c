using System.Buffers;
using StageTools.Export.Parts;
using StageTools.Formats.Text;
using StageTools.Paths;

namespace StageTools.Formats.Files;

/// <summary>Makes files of text.</summary>
/// <param name="target">Where they go.</param>
/// <param name="options">How rows are laid in files.</param>
/// <param name="writer">Makes the writer of a file.</param>
internal sealed class TextPartMaker(ExportTarget target, ExportOptions options, Func<IBufferWriter<byte>, IReadOnlyList<string>, RowWriter> writer)
    : PartMaker
{
    private bool _rowsMayDiffer;

    public override bool RowsMayDiffer => _rowsMayDiffer;

    /// <inheritdoc/>
    public override void Require(IReadOnlyList<string> columns)
    {
        // They are tried out on a file that never is.
        var trial = writer(new RowBytes(), columns);
        trial.Begin();
        _rowsMayDiffer = trial.CanChangeColumns;
    }

    public override PartFile Create(StageKey key, IReadOnlyList<string> columns) => new TextPart(target, key, options, columns, writer);
}
