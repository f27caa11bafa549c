namespace StageTools.Core.Tests.Formats;

/// <summary>Python's csv, json and gzip modules: readers and writers that are not ours.</summary>
internal static class Python
{
    private static readonly Lazy<bool> IsThere = new(static () => Child.Exists("python3"));

    public static void SkipUnlessThere() => Assert.SkipUnless(IsThere.Value, "python3 is not on PATH");

    /// <summary>Runs a program with these bytes as its input; gives back its output.</summary>
    public static byte[] Run(string program, byte[] input) => Child.RunAsync("python3", ["-c", program], input, ("PYTHONUTF8", "1")).GetAwaiter().GetResult();
}
