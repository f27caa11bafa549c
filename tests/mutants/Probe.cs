#nullable enable
using System;
using System.Collections.Concurrent;
using System.IO;
using System.Reflection;

namespace StageTools.Mutants;

/// <summary>Compiled into the engine under trial: writes down which class of tests comes by which change.</summary>
public static class Probe
{
    private static readonly ConcurrentDictionary<(int, string), bool> Seen = new();
    private static readonly string? Folder = Environment.GetEnvironmentVariable("STAGETOOLS_MUTANTS_REACHED");
    private static readonly PropertyInfo? Current = Type.GetType("Xunit.TestContext, xunit.v3.core")?.GetProperty("Current");
    private static readonly PropertyInfo? TestClass = Current?.PropertyType.GetProperty("TestClass");

    /// <summary>Somebody is here.</summary>
    public static void Reach(int change)
    {
        var who = Who();
        if (Folder is null || !Seen.TryAdd((change, who), true))
            return;
        lock (Seen)
            File.AppendAllText(Path.Combine(Folder, $"{Environment.ProcessId}.tsv"), $"{change}\t{who}\n");
    }

    // A process of its own that a test started, or a thread that no test started.
    private static string Who()
    {
        if (Current is null)
            return "worker";
        var running = TestClass!.GetValue(Current.GetValue(null));
        return running?.GetType().GetProperty("TestClassName")?.GetValue(running) as string ?? "somebody";
    }
}
