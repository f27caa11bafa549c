using StageTools.Statements.Parts;

namespace StageTools.Core.Tests.Statements;

/// <summary>Values that are secret, in what is told of statements.</summary>
public sealed class SecretValuesTests
{
    private static readonly SecretValues Secrets = new(["TOPSECRET", "TOPSECRET-LONGER", "it's mine", " spaced out\n", "s3://bucket/a b", "ab", ""]);

    [Theory]
    [InlineData("Nothing to hide: absolutely.", "Nothing to hide: absolutely.")]
    [InlineData("'TOPSECRET' and TOPSECRET", "'***' and ***")]
    [InlineData("TOPSECRET-LONGER", "***")]
    [InlineData("in lower case: topsecret", "in lower case: ***")]
    [InlineData("COMMENT = 'it''s mine'; it's mine", "COMMENT = '***'; ***")]
    [InlineData("no 'spaced out'.", "no '***'.")]
    [InlineData("file:///bucket/a%20b/", "file:///***/")]
    public void Are_masked_in_each_form(string text, string masked) => Secrets.Masked(text).ShouldBe(masked);

    [Fact]
    public void Are_masked_in_all_of_an_error()
    {
        var own = new StageException(StageErrorCode.DataInvalid, "Line 1: TOPSECRET.", "TOPSECRET", new InvalidOperationException("TOPSECRET"));
        var error = new StageException(StageErrorCode.PathInvalid, "TOPSECRET is no path", new Advice(AdviceKind.GiveText), new Uri("fs:///TOPSECRET"), own) { Line = 7 };
        var masked = Secrets.Masked(error);
        masked.Code.ShouldBe(StageErrorCode.PathInvalid);
        masked.Told(static _ => "use -TOPSECRET").Message.ShouldBe("*** is no path; use -***.");
        masked.Told(static _ => "say TOPSECRET").Message.ShouldBe("*** is no path; say ***.");
        masked.Target.ShouldBe("fs:///***");
        masked.Line.ShouldBe(7);
        var inner = masked.InnerException.ShouldBeOfType<StageException>();
        inner.Target.ShouldBe("***");
        inner.InnerException.ShouldBeNull();
        masked.ToString().ShouldNotContain("TOPSECRET", Case.Insensitive);
    }

    [Fact]
    public void Leave_an_error_alone_that_tells_nothing()
    {
        var error = new StageException(StageErrorCode.PathInvalid, "No path.", "x", new InvalidOperationException("why"));
        Secrets.Masked(error).ShouldBeSameAs(error);
        SecretValues.None.Masked(error).ShouldBeSameAs(error);
    }
}
