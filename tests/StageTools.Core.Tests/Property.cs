using FsCheck;
using FsCheck.Fluent;

namespace StageTools.Core.Tests;

/// <summary>What must hold for whatever FsCheck can think of.</summary>
internal static class Property
{
    public static void Check<T>(Gen<T> values, Action<T> holds, int cases = 300) =>
        Prop.ForAll(values.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(cases));

    /// <summary>Texts put together from pieces, so that what means something comes up often.</summary>
    public static Gen<string> Texts(params string[] pieces) => Gen.Elements(pieces).ListOf().Select(static chosen => string.Concat(chosen));
}
