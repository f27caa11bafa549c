#nullable enable
using System;
using System.Collections.Concurrent;
using System.IO;
using System.Reflection;
using System.Text;

namespace StageTools;

/// <summary>Compiled into the engine under trial, at its root, which is no floor: writes down which class of tests comes by which change.</summary>
public static class ReachProbe
{
    private static readonly ConcurrentDictionary<(int, string), bool> Seen = new();
    private static readonly FileStream? File = Open();
    private static readonly PropertyInfo? Current = Type.GetType("Xunit.TestContext, xunit.v3.core")?.GetProperty("Current");
    private static readonly PropertyInfo? TestClass = Current?.PropertyType.GetProperty("TestClass");

    /// <summary>Somebody is here.</summary>
    public static void Reach(int change)
    {
        var who = Who();
        if (File is null || !Seen.TryAdd((change, who), true))
            return;

        // At once: the process may be killed.
        lock (File)
            File.Write(Encoding.UTF8.GetBytes($"{change}\t{who}\n"));
    }

    // Opened once, before a test takes rights or room from this process.
    private static FileStream? Open() => Environment.GetEnvironmentVariable("STAGETOOLS_MUTANTS_REACHED") is { } folder
        ? new(Path.Combine(folder, $"{Environment.ProcessId}.tsv"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)
        : null;

    // A process of its own that a test started, or a thread that no test started.
    private static string Who()
    {
        if (Current is null)
            return "worker";
        var running = TestClass!.GetValue(Current.GetValue(null));
        return running?.GetType().GetProperty("TestClassName")?.GetValue(running) as string ?? "somebody";
    }
}
