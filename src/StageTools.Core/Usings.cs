global using System.Buffers;
global using System.Globalization;
global using System.Runtime.CompilerServices;
global using System.Runtime.InteropServices;
global using System.Text;
global using StageTools.Errors;
global using StageTools.Paths;
global using StageTools.Rows;
