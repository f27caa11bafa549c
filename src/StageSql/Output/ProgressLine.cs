namespace StageTools.Terminal.Output;

/// <summary>How far a statement is, in one line of a terminal that is written again and again, and wiped before anything else is written.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const string Wipe = "\r\x1b[K";
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter _output;
    private readonly StatementProgress _progress;
    private readonly Func<int> _width;
    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private bool _isShown;
    private volatile bool _isEnded;

    /// <summary>Follows a statement that begins now.</summary>
    public ProgressLine(TextWriter output, StatementProgress progress, Func<int> width)
    {
        (_output, _progress, _width) = (output, progress, width);
        _timer = new Timer(static line => ((ProgressLine)line!).Show(), this, Delay, Pause);
    }

    /// <summary>Wipes the line: something else is written now.</summary>
    public void Hide() => PendingWrite.Run(() =>
    {
        lock (_lock)
        {
            if (_isShown)
            {
                _output.Write(Wipe);
                _output.Flush();
                _isShown = false;
            }
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _isEnded = true;
        _timer.Dispose();
        Hide();
    }

    private void Show()
    {
        lock (_lock)
        {
            if (_isEnded || _progress.Current is not { Text: var text, Percent: var percent })
                return;

            var line = ShownText.Of(percent < 0 ? text : $"{percent} %  {text}");
            _output.Write(Wipe);
            _output.Write(line.AsSpan(0, CellWidth.Fitting(line, Math.Max(1, _width() - 1))));
            _output.Flush();
            _isShown = true;
        }
    }
}
