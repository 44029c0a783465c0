"""The application: Flask, folium, SQL, HTTP and HTML over the two cores."""
