using System.Globalization;
using System.Management.Automation;

namespace StageTools.Hosting;

/// <summary>Takes a duration as a number of seconds, as the systems' statements do, as a text such as <c>1.00:00:00</c>, or as a TimeSpan.</summary>
/// <remarks>PowerShell by itself takes a bare number for ticks of a ten-millionth of a second.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = Argument.Unwrap(inputData);
        return value switch
        {
            TimeSpan duration => duration,
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration)
                && text.Contains(':', StringComparison.Ordinal) => duration,
            _ when LanguagePrimitives.TryConvertTo<double>(value, CultureInfo.InvariantCulture, out var seconds)
                && Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds => TimeSpan.FromSeconds(seconds),
            _ => throw new ArgumentTransformationMetadataException($"'{value}' is no duration; write seconds (3600), '1:00:00', or a TimeSpan."),
        };
    }
}
