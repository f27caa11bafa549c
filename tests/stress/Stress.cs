using System.Globalization;

namespace StageTools.Stress;

/// <summary>How much a stress test does, and by which dice.</summary>
/// <remarks>
/// <c>STAGETOOLS_STRESS=100</c> makes a hundred times the rounds of the share that runs with all tests; <c>STAGETOOLS_STRESS_SEED</c> is a seed that an
/// earlier run printed.
/// </remarks>
internal static class Stress
{
    private static readonly double Factor = double.Parse(Environment.GetEnvironmentVariable("STAGETOOLS_STRESS") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>The seed of this run.</summary>
    public static int Seed { get; } = Environment.GetEnvironmentVariable("STAGETOOLS_STRESS_SEED") is { } seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : Random.Shared.Next();

    /// <summary>How many rounds a test makes that makes <paramref name="share"/> of them when all tests run.</summary>
    public static int Rounds(int share) => Math.Max(1, (int)(share * Factor));

    /// <summary>The dice of one test, thrown anew for each from the one seed, so that a test alone meets what it met among others. Tells the seed.</summary>
    public static Random Dice()
    {
        Tell($"STAGETOOLS_STRESS_SEED={Seed}");
        return new Random(Seed);
    }

    /// <summary>Tells a figure of a run: it is printed with the result.</summary>
    public static void Tell(FormattableString text) => TestContext.Current.TestOutputHelper?.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
