using System.Diagnostics;
using System.Reflection;
using StageTools.Core.Tests;

namespace StageTools.Stress;

/// <summary>Ctrl+C on a terminal that nobody reads, while results, or how far a statement is, are being drawn.</summary>
public sealed class Interrupts : IDisposable
{
    private const string Rows = "SELECT range AS x, repeat('x', 200) AS text FROM range(2000000000)";
    private const string Export = "COPY INTO @~/rows.csv FROM (" + Rows + ") FILE_FORMAT = (TYPE = CSV) SINGLE = TRUE USE_RAW_PATH = TRUE";
    private const string Count = "SELECT count(*) FROM range(100000000000) AS a, range(1000000) AS b";

    private static readonly string Client = typeof(Interrupts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "Client").Value!;

    // Far more than an interrupt may take: a machine full of other work is slow, and what hangs, hangs for ever.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ctrl_C_ends_the_client_whatever_it_draws()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "setsid(1) of Linux makes the terminal");
        var dice = Stress.Dice();
        var took = new List<double>();
        for (var round = 0; round < Stress.Rounds(8); round++)
        {
            var statement = dice.GetItems([Rows, Export, Count], 1)[0];
            var inPrompt = dice.Next(2) == 0;
            using var terminal = new PseudoTerminal(Client, inPrompt ? [] : ["-c", statement], ("STAGETOOLS_HOME", _folder.Home.Folder), ("TERM", "xterm"));
            if (inPrompt)
            {
                Thread.Sleep(1000);
                terminal.Type(statement + ";\r");
            }

            Thread.Sleep(dice.Next(700, 2500));
            var clock = Stopwatch.StartNew();
            terminal.Type("\x03");

            // The first ends the statement; the prompt then waits for the next, and a second ends that too.
            var ended = !inPrompt && terminal.Ends(Deadline);
            if (inPrompt)
            {
                Thread.Sleep(dice.Next(50, 500));
                clock.Restart();
                terminal.Type("\x03\x04");
                ended = terminal.Ends(Deadline);
            }

            ended.ShouldBeTrue($"round {round}: {(inPrompt ? "prompt" : "-c")} {statement}");
            took.Add(clock.Elapsed.TotalSeconds);
        }

        Stress.Tell($"{took.Count} interrupts: the slowest ended after {took.Max():0.00} s, half of them within {took.Order().ElementAt(took.Count / 2):0.00} s");
    }
}
