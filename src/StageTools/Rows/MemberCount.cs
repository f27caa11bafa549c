using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace StageTools.Rows;

/// <summary>How many members a custom object has.</summary>
/// <remarks>
/// PowerShell tells it only by making a list of them all, which costs more than to write the row. It keeps the number itself, out of the public's sight;
/// where a PowerShell keeps it elsewhere the answer is <see cref="Unknown"/>, and the list is made.
/// </remarks>
internal static class MemberCount
{
    /// <summary>The answer where the number cannot be had.</summary>
    public const int Unknown = -1;

    private static readonly Func<PSObject, int> Count = Find() ?? (static _ => Unknown);

    /// <summary>The number of an object's own members, hidden ones aside.</summary>
    public static int Of(PSObject item) => Count(item);

    private static Func<PSObject, int>? Find()
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        var members = typeof(PSObject).GetProperty("InstanceMembers", Hidden);
        if (members?.PropertyType.GetProperty("VisibleCount", Hidden) is not { } count)
        {
            return null;
        }

        var item = Expression.Parameter(typeof(PSObject));
        return Expression.Lambda<Func<PSObject, int>>(Expression.Property(Expression.Property(item, members), count), item).Compile();
    }
}
