using System.Reflection;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace StageTools.Terminal.Teaching;

/// <summary>Shows how it is used, and what statements there are.</summary>
internal static class Teacher
{
    private const int WidthOfFiles = 120;

    /// <summary>Shows the help of the command; gives its exit code.</summary>
    public static int ShowHelp()
    {
        var console = NewConsole();
        Usage(console);
        Statements(console);
        Plain(console, "");
        Plain(
            console,
            "'stagesql help LIST' says more about a statement. Secrets never stand on the command line: --parameter-env, a script or a pipe has "
                + "them.");
        return ExitCode.Done;
    }

    /// <summary>Shows the version; gives the exit code.</summary>
    public static int ShowVersion()
    {
        var version = typeof(Teacher).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        Console.Out.WriteLine($"stagesql {version.Split('+')[0]}");
        return ExitCode.Done;
    }

    /// <summary>Shows what there is about a statement, or all statements where nothing is asked for; gives the exit code.</summary>
    public static int ShowTopic(string words)
    {
        var console = NewConsole();
        if (string.IsNullOrWhiteSpace(words))
        {
            Statements(console);
            return ExitCode.Done;
        }

        var topics = StatementTopics.Find(words);
        foreach (var topic in topics)
        {
            Plain(console, $"{topic.Name} ({topic.System}): {topic.Summary}");
            Plain(console, "  " + topic.Syntax);
            foreach (var example in topic.Examples)
                Plain(console, $"  {example};");

            Plain(console, "");
        }

        if (topics.Count > 0)
            return ExitCode.Done;

        Messages.Error($"There is no statement '{words}'; 'stagesql help' lists them.");
        return ExitCode.UsageWrong;
    }

    private static IAnsiConsole NewConsole()
    {
        var isRedirected = Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            Out = new AnsiConsoleOutput(isRedirected ? new BlankTrimmingWriter(Console.Out) : Console.Out),
        });
        if (isRedirected)
            console.Profile.Width = WidthOfFiles;

        return console;
    }

    private static void Usage(IAnsiConsole console)
    {
        Plain(console, "stagesql runs the SQL statements of Databend and MatrixOne on data stages: named places where files live.");
        foreach (var (head, lines) in TextBlocks.Read("Usage.txt"))
        {
            Heading(console, head);
            Rows(console, [.. lines.Select(Pair)]);
        }

        static (string Word, string Meaning) Pair(string line) =>
            line.Split(StatementTopics.Between) is [var word, var meaning] ? (word, meaning) : (line, string.Empty);
    }

    private static void Statements(IAnsiConsole console)
    {
        Heading(console, "Statements");
        Rows(console, [.. StatementTopics.All.Select(static t => (t.Name, $"{t.Summary} ({t.System})\n{t.Examples[0]};"))]);
    }

    private static void Heading(IAnsiConsole console, string text)
    {
        Plain(console, "");
        console.Write(new Text(text + "\n", new Style(decoration: Decoration.Bold)));
    }

    private static void Plain(IAnsiConsole console, string text) => console.Write(new Text(text + "\n"));

    private static void Rows(IAnsiConsole console, IReadOnlyList<(string Word, string Meaning)> rows)
    {
        var grid = new Grid().AddColumn(
            new GridColumn { NoWrap = true, Padding = new Padding(2, 0, 2, 0) }).AddColumn(new GridColumn { Padding = new Padding(0) });
        foreach (var (word, meaning) in rows)
            grid.AddRow(new IRenderable[] { new Text(word), new Text(meaning) });

        console.Write(grid);
    }
}

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
