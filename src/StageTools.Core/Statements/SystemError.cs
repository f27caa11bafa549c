using System.Globalization;
using StageTools.Errors;
using StageTools.Formats.Options;

namespace StageTools.Statements;

/// <summary>An error of a statement as its own system tells it, by number and state.</summary>
/// <param name="Number">The system's number of such an error.</param>
/// <param name="State">The SQL state.</param>
/// <param name="Message">The system's sentence where it has one; else StageTools' own.</param>
/// <param name="Detail">StageTools' own sentence, with what to do, where the system's stands in its place.</param>
public sealed record SystemError(int Number, string State, string Message, string? Detail)
{
    // Both systems have no other for what may go wrong here.
    private const string GeneralState = "HY000";

    /// <summary>The error of a statement. A query of DuckDB's (<see cref="Dialect.Standard"/>) has Databend's numbers.</summary>
    public static SystemError Of(StageException error, Dialect dialect)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (dialect is not Dialect.MatrixOne)
            return new SystemError(DatabendErrors.NumberOf(error), GeneralState, error.Message, Detail: null);

        return MatrixOneErrors.SentenceOf(error) is { } own
            ? new SystemError(MatrixOneErrors.NumberOf(error.Code), GeneralState, own, MatrixOneErrors.DetailOf(error))
            : new SystemError(
                MatrixOneErrors.NumberOf(error.Code), GeneralState, $"{MatrixOneErrors.KindOf(error.Code)}: {error.Message}", Detail: null);
    }

    /// <summary>The error in the form that both systems' clients show: <c>ERROR 20101 (HY000): internal error: …</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"ERROR {Number} ({State}): {Message}");
}
